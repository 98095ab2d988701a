//! What a long run shows while it goes on: bars on a terminal, a line now and then elsewhere. How long
//! each stage took is kept.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::mesh::Mesh;
use crate::pipeline::{self, BuildError, Step};
use crate::view::grouped;

/// What is over by then shows nothing.
const SHORT: Duration = Duration::from_millis(400);
/// Time between lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);
/// How often bars are drawn, a second.
const DRAWN: u8 = 10;

/// How far a run has come.
pub(super) struct Progress {
    began: Instant,
    bars: Option<MultiProgress>,
    state: Mutex<State>,
}

struct State {
    stages: Vec<StageTime>,
    next_line: Instant,
}

/// A stage of a run.
struct StageTime {
    name: &'static str,
    began: Instant,
    ended: Option<Instant>,
    of: u64,
    done: u64,
    bar: Option<ProgressBar>,
}

/// How long stages took, in the order in which they began.
pub(super) type Timings = Vec<(&'static str, Duration)>;

impl Progress {
    /// For a run that begins now and says on stderr how far it has come.
    pub(super) fn new() -> Self {
        let began = Instant::now();
        let target = || ProgressDrawTarget::stderr_with_hz(DRAWN);
        let is_terminal = io::stderr().is_terminal();
        Self {
            began,
            bars: is_terminal.then(|| MultiProgress::with_draw_target(target())),
            state: Mutex::new(State {
                stages: Vec::new(),
                next_line: began + BETWEEN_LINES,
            }),
        }
    }

    /// Time since it began.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Takes what a run tells.
    pub(super) fn step(&self, step: Step) {
        let now = Instant::now();
        let mut state = self.state();
        match step {
            Step::Begins(name) => {
                state.end(now, |_| true);
                state.stages.push(StageTime::new(name, now));
            }
            Step::Beside(name) => state.stages.push(StageTime::new(name, now)),
            Step::Ends(name) => state.end(now, |stage| stage.name == name),
            Step::Of(name, of) => {
                if let Some(stage) = state.going_on(name) {
                    stage.of = of;
                }
            }
            Step::Done(name, more) => {
                if let Some(stage) = state.going_on(name) {
                    stage.done = stage.done.saturating_add(more).min(stage.of);
                }
            }
        }
        match &self.bars {
            Some(bars) if now - self.began >= SHORT => state.draw(bars),
            Some(_) => {}
            None => state.tell(now),
        }
    }

    /// Ends it: nothing is shown any more.
    pub(super) fn finish(self) -> Timings {
        let now = Instant::now();
        let mut state = self.state();
        state.end(now, |_| true);
        let took = |stage: &StageTime| stage.ended.unwrap_or(now) - stage.began;
        state.stages.iter().map(|s| (s.name, took(s))).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Progress {
    /// A run that fails leaves no bar behind.
    fn drop(&mut self) {
        self.state().end(Instant::now(), |_| true);
    }
}

/// Reads and links the mesh at `root`, and says how far it has come.
pub(super) fn load(root: &Path) -> Result<Mesh, BuildError> {
    let progress = Progress::new();
    pipeline::load(root, None, &|step| progress.step(step))
}

impl State {
    fn end(&mut self, now: Instant, which: impl Fn(&StageTime) -> bool) {
        for stage in &mut self.stages {
            if stage.ended.is_none() && which(stage) {
                stage.ended = Some(now);
                if let Some(bar) = stage.bar.take() {
                    bar.finish_and_clear();
                }
            }
        }
    }

    fn going_on(&mut self, name: &str) -> Option<&mut StageTime> {
        let mut newest = self.stages.iter_mut().rev();
        newest.find(|stage| stage.name == name && stage.ended.is_none())
    }

    fn draw(&mut self, bars: &MultiProgress) {
        for stage in self.stages.iter_mut().filter(|s| s.ended.is_none()) {
            let began = stage.began;
            let new = || {
                let bar = ProgressBar::no_length().with_elapsed(began.elapsed());
                let bar = bars.add(bar.with_prefix(stage.name).with_style(style(false)));
                bar.enable_steady_tick(Duration::from_millis(200));
                bar
            };
            let bar = stage.bar.get_or_insert_with(new);
            if stage.of > 0 && bar.length() != Some(stage.of) {
                bar.set_length(stage.of);
                bar.set_style(style(true));
            }
            bar.set_position(stage.done);
        }
    }

    /// Where nobody sees bars, a line now and then says that it goes on.
    fn tell(&mut self, now: Instant) {
        if now < self.next_line {
            return;
        }
        self.next_line = now + BETWEEN_LINES;
        let mut line = String::new();
        for stage in self.stages.iter().filter(|s| s.ended.is_none()) {
            let parting = if line.is_empty() { "" } else { "; " };
            let told = stage.line(now - stage.began);
            append!(line, "{parting}{told}");
        }
        // Whether anybody reads it doesn't matter to the run.
        writeln!(io::stderr(), "{line}").unwrap_or_default();
    }
}

impl StageTime {
    const fn new(name: &'static str, began: Instant) -> Self {
        Self {
            name,
            began,
            ended: None,
            of: 0,
            done: 0,
            bar: None,
        }
    }

    /// `render: 41,200 of 205,135, 3,100 a second, about 53 s left`.
    fn line(&self, since: Duration) -> String {
        let count = |n: u64| grouped(usize::try_from(n).unwrap_or(usize::MAX));
        let seconds = since.as_secs().max(1);
        let a_second = self.done / seconds;
        if self.of == 0 {
            return self.name.to_owned();
        }
        let (name, done, of) = (self.name, count(self.done), count(self.of));
        match (self.of - self.done).checked_div(a_second) {
            None => format!("{name}: {done} of {of}"),
            Some(left) => format!(
                "{name}: {done} of {of}, {} a second, about {left} s left",
                count(a_second)
            ),
        }
    }
}

fn style(has_length: bool) -> ProgressStyle {
    let template = match has_length {
        true => {
            "{prefix:>14} {bar:30} {human_pos} of {human_len}, {per_sec:.0} a second, {eta} left"
        }
        false => "{prefix:>14} {spinner} {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_much_is_left() {
        let mut stage = StageTime::new("render", Instant::now());
        assert_eq!(stage.line(Duration::from_secs(9)), "render");
        stage.of = 205_135;
        assert_eq!(stage.line(Duration::from_millis(3)), "render: 0 of 205,135");
        stage.done = 41_200;
        assert_eq!(
            stage.line(Duration::from_secs(10)),
            "render: 41,200 of 205,135, 4,120 a second, about 39 s left"
        );
    }

    #[test]
    fn stages_take_the_time_until_the_next_or_their_own_end() {
        let progress = Progress::new();
        for step in [
            Step::Begins("link"),
            Step::Begins("index"),
            Step::Beside("render"),
            Step::Of("render", 10),
            Step::Done("render", 64),
            Step::Ends("index"),
            Step::Begins("publish"),
        ] {
            progress.step(step);
        }
        {
            let state = progress.state();
            let open: Vec<_> = state.stages.iter().filter(|s| s.ended.is_none()).collect();
            assert_eq!(open.len(), 1);
            assert_eq!(open[0].name, "publish");
            let render = &state.stages[2];
            assert_eq!((render.name, render.done, render.of), ("render", 10, 10));
        }
        let names: Vec<_> = progress.finish().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["link", "index", "render", "publish"]);
    }

    #[test]
    fn templates_are_ones() {
        for template in [true, false] {
            let bar = ProgressBar::hidden();
            bar.set_style(style(template));
        }
    }
}
