//! What is promised about the age of data, and when the warehouse says that it changed.

use super::Linker;
use crate::catalog::{AssetIx, Promise, Sla, span};
use crate::config;

impl Linker<'_> {
    /// What products and contracts promise about the age of tables, where it is tighter than what a
    /// tool expects.
    pub(super) fn promises(&mut self) {
        let c = &self.catalog;
        let mut found: Vec<(AssetIx, Promise)> = Vec::new();
        for relation in c.relations.iter().filter(|r| !r.is_view()) {
            let table = c.str(relation.table);
            let mut best: Option<Promise> = None;
            let mut offer = |sla: &[Sla], by: String| {
                let here = |s: &&Sla| {
                    s.element
                        .as_deref()
                        .is_none_or(|e| e == table || e.split('.').next() == Some(table))
                };
                for promise in sla.iter().filter(here).filter_map(|s| age(s, &by, c.now)) {
                    if best.as_ref().is_none_or(|b| promise.most < b.most) {
                        best = Some(promise);
                    }
                }
            };
            if let Some(product) = relation.product.and_then(|p| c.product(p)) {
                offer(&product.sla, format!("product {}", c.title(product.asset)));
            }
            for (contract, _) in &relation.contracts {
                let contract = &c.contracts[c.asset(*contract).detail as usize];
                offer(
                    &contract.sla,
                    format!("contract {}", c.title(contract.asset)),
                );
            }
            found.extend(best.map(|b| (relation.asset, b)));
        }
        for (asset, promise) in found {
            let health = self.catalog.health.entry(asset).or_default();
            if health
                .promise
                .as_ref()
                .is_none_or(|p| promise.most < p.most)
            {
                health.promise = Some(promise);
            }
        }
    }

    /// `TABLE_STORAGE` tells when data changed last.
    pub(super) fn storage_times(&mut self) {
        let c = &mut self.catalog;
        for relation in &c.relations {
            let Some(text) = relation.modified.map(|m| c.strings.resolve(m)) else {
                continue;
            };
            if let Some(moment) = crate::export::time::parse(text) {
                let health = c.health.entry(relation.asset).or_default();
                if health.loaded.is_none_or(|(at, _)| at < moment.at) {
                    health.loaded = Some((moment.at, "TABLE_STORAGE"));
                }
                if health.loads.last().is_none_or(|at| *at < moment.at) {
                    health.loads.push(moment.at);
                }
            }
        }
    }
}

/// The age that a service level promises, where it is one about age. ODCS has short names beside the
/// long ones.
fn age(sla: &Sla, by: &str, now: Option<i64>) -> Option<Promise> {
    let promise = |most, text, daily| Promise {
        most,
        by: by.to_owned(),
        text,
        daily,
    };
    match sla.property.to_ascii_lowercase().as_str() {
        "latency" | "ly" | "freshness" | "frequency" | "fy" => {
            let most = config::duration(&match &sla.unit {
                Some(unit) => format!("{} {unit}", sla.value),
                None => sla.value.clone(),
            })?;
            Some(promise(most, span(most), None))
        }
        "timeofavailability" | "ta" => {
            let due = time_of_day(&sla.value)?;
            // What has to be there by then each day is late once it passed and the last load is
            // from before the day that led up to it.
            let now = now?;
            let since = (now - due).rem_euclid(86_400);
            let text = format!("daily by {:02}:{:02} UTC", due / 3600, due % 3600 / 60);
            Some(promise(86_400 + since, text, Some(due)))
        }
        _ => None,
    }
}

/// `09:00Z`, `09:00`, `09:00-03:00`, or a range of which the beginning counts, in seconds after
/// midnight, UTC. Nothing where the zone has a name: no promise is better than one at another time.
fn time_of_day(text: &str) -> Option<i64> {
    let text = text.trim();
    let (time, rest) = (text.get(..5)?, text.get(5..)?);
    let zone = match rest.strip_prefix(':') {
        // Seconds.
        Some(rest) => rest.get(2..)?,
        None => rest,
    };
    let zone = zone.trim();
    let time: jiff::civil::Time = time.parse().ok()?;
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60;
    let offset = match zone.as_bytes().first() {
        // `06:30 - 18:00`
        Some(b'-') if zone[1..].starts_with(char::is_whitespace) => 0,
        Some(sign @ (b'+' | b'-')) => {
            let rest = zone.get(1..)?;
            let (hours, minutes) = match rest.split_once(':') {
                Some(parts) => parts,
                None => rest.split_at_checked(2).unwrap_or((rest, "")),
            };
            let hours = hours.parse::<i64>().ok()?;
            let minutes = match minutes {
                "" => 0,
                minutes => minutes.parse::<i64>().ok()?,
            };
            let ahead = hours * 3600 + minutes * 60;
            match *sign {
                // No place on Earth is that far off: the end of a range.
                _ if hours > 14 => 0,
                b'-' => -ahead,
                _ => ahead,
            }
        }
        Some(_)
            if !["Z", "UTC", "GMT"]
                .iter()
                .any(|z| zone.eq_ignore_ascii_case(z)) =>
        {
            return None;
        }
        _ => 0,
    };
    Some((seconds - offset).rem_euclid(86_400))
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn times_of_day() {
        assert_eq!(time_of_day("06:30Z"), Some(23_400));
        assert_eq!(time_of_day("06:30"), Some(23_400));
        assert_eq!(time_of_day("06:30 UTC"), Some(23_400));
        assert_eq!(time_of_day("06:30-03:00"), Some(34_200));
        assert_eq!(time_of_day("23:30-03:00"), Some(9_000));
        assert_eq!(time_of_day("06:30:00-0300"), Some(34_200));
        assert_eq!(time_of_day("06:30+05"), Some(5_400));
        for range in ["06:30-18:00", "06:30 - 10:00"] {
            assert_eq!(time_of_day(range), Some(23_400), "{range}");
        }
        for wrong in [
            "",
            "soon",
            "25:00Z",
            "6am",
            "06:3é",
            "06:30 CET",
            "06:30 America/Sao_Paulo",
            "06:30-é",
        ] {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
    }
}
