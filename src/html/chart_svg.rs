//! Small charts: SVG without text of its own, coloured by classes, each beside a sentence that says
//! the same, each bar with a title.

use super::writer::Writer;
use crate::view::model::{Bar, Meter, Plot, Series, Tone};

/// Height of a chart's coordinate system, so that a bar's height is in percent.
const HEIGHT: usize = 100;
/// Width of a bar and of the gap after it.
const BAR: (usize, usize) = (8, 2);
/// Fewer bars than this keep their width instead of filling the page.
const FEW: usize = 24;

impl Writer {
    pub(super) fn plot(&mut self, plot: &Plot) -> &mut Self {
        match plot {
            Plot::Strip(series) => self.series("strip", series),
            Plot::Bars(series) => self.series("bars", series),
            Plot::Meters(meters) => self.meters(meters),
        }
    }

    fn series(&mut self, class: &'static str, series: &Series) -> &mut Self {
        let width = (series.places * (BAR.0 + BAR.1))
            .saturating_sub(BAR.1)
            .max(1);
        self.raw("<figure class=\"chart ").raw(class);
        if series.places < FEW {
            self.raw(" few\"><svg width=\"")
                .number(series.places * 24)
                .raw("\"");
        } else {
            self.raw("\"><svg");
        }
        self.raw(" viewBox=\"0 0 ")
            .number(width)
            .raw(" ")
            .number(HEIGHT)
            .raw("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
            .text(&series.words)
            .raw("\">");
        for bar in &series.bars {
            self.bar(bar);
        }
        self.raw("</svg><div class=\"ends\" aria-hidden=\"true\"><span>")
            .text(&series.from)
            .raw("</span><span>");
        if series.places > 1 {
            self.text(&series.to);
        }
        self.raw("</span></div><figcaption>")
            .text(&series.words)
            .raw(".</figcaption></figure>")
    }

    fn bar(&mut self, bar: &Bar) {
        self.raw("<rect x=\"")
            .number(bar.at * (BAR.0 + BAR.1))
            .raw("\" y=\"")
            .number(HEIGHT.saturating_sub(bar.high))
            .raw("\" width=\"")
            .number((bar.wide * (BAR.0 + BAR.1)).saturating_sub(BAR.1))
            .raw("\" height=\"")
            .number(bar.high)
            .raw("\"");
        if bar.tone != Tone::Neutral {
            self.raw(" class=\"").raw(bar.tone.as_str()).raw("\"");
        }
        self.raw("><title>").text(&bar.title).raw("</title></rect>");
    }

    /// A horizontal bar a row. The text is the chart's own equivalent.
    fn meters(&mut self, meters: &[Meter]) -> &mut Self {
        self.raw("<ul class=\"meters\">");
        for meter in meters {
            self.raw("<li class=\"")
                .raw(meter.tone.as_str())
                .raw("\"><span>")
                .text(&meter.name)
                .raw("</span><b>")
                .text(&meter.percent)
                .raw("</b><small>")
                .text(&meter.note)
                .raw("</small><svg class=\"gauge\" viewBox=\"0 0 1000 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"1000\" height=\"4\"/><rect width=\"")
                .number(usize::from(meter.permille))
                .raw("\" height=\"4\"/></svg></li>");
        }
        self.raw("</ul>")
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;
    use crate::view::model::{Bar, Meter, Plot, Series, Tone};

    fn drawn(plot: &Plot) -> String {
        let mut m = Writer::new("", 0);
        m.plot(plot);
        m.finish().as_str().to_owned()
    }

    #[test]
    fn bars_and_words_are_escaped() {
        let bars = ["<a>", "b"].map(|title| Bar {
            at: 0,
            wide: 1,
            high: 100,
            tone: Tone::Neutral,
            title: title.to_owned(),
        });
        let chart = drawn(&Plot::Bars(Series {
            places: 2,
            bars: bars.into(),
            words: "Of \"x\"".to_owned(),
            from: "<1>".to_owned(),
            to: "<2>".to_owned(),
        }));
        assert_eq!(chart.matches("<rect").count(), 2);
        assert!(chart.contains("<title>&lt;a&gt;</title>") && !chart.contains("<a>"));
        assert!(chart.contains("Of &quot;x&quot;.</figcaption>"));
        assert!(chart.contains("<span>&lt;1&gt;</span><span>&lt;2&gt;</span>"));
        let meters = drawn(&Plot::Meters(vec![Meter {
            name: "<b>".to_owned(),
            permille: 1000,
            tone: Tone::Ok,
            percent: "100 %".to_owned(),
            note: String::new(),
        }]));
        assert!(meters.contains("&lt;b&gt;"));
    }
}
