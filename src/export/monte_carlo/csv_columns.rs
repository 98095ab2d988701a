//! Which column of a CSV file holds what. Monte Carlo doesn't document the headers of its exports:
//! the settings map fields to headers, and without that the names below are tried.

use std::collections::BTreeMap;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Alerts,
    Monitors,
    Uptime,
}

/// What the name of a file tells of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KindByName {
    Kind(Kind),
    /// A table that is known and of which nothing is read.
    Ignored,
    Nothing,
}

/// A field that is read.
#[derive(Debug)]
pub(super) struct Field {
    /// Its name in the settings.
    pub(super) name: &'static str,
    /// Whether a file can't be used without it.
    pub(super) needed: bool,
    /// Headers, the best first, as [`plain`] has them.
    headers: &'static [&'static str],
}

/// Most fields that a kind has.
pub(super) const WIDTH: usize = 9;

const ALERTS: &[Field] = &[
    needed(
        "alert_id",
        &[
            "alertid",
            "alertuuid",
            "incidentid",
            "incidentuuid",
            "uuid",
            "id",
        ],
    ),
    other("alert_type", &["alerttype", "incidenttype", "type"]),
    other(
        "severity",
        &["severity", "alertseverity", "priority", "alertpriority"],
    ),
    // A file without it would make each alert an open one.
    needed(
        "status",
        &["status", "alertstatus", "incidentstatus", "feedback"],
    ),
    needed("table", TABLES),
    needed(
        "created",
        &[
            "createdtime",
            "createdat",
            "created",
            "createdon",
            "creationtime",
            "alerttime",
            "incidenttime",
            "alertcreatedtime",
            "alertcreatedat",
        ],
    ),
    other(
        "updated",
        &[
            "updatedtime",
            "updatedat",
            "updated",
            "lastupdated",
            "lastupdatedtime",
            "lastupdatetime",
            "lastupdatedat",
            "statusupdatedtime",
        ],
    ),
    other("title", &["title", "alerttitle", "alertname", "name"]),
    other("url", &["url", "alerturl", "link", "alertlink"]),
];

const MONITORS: &[Field] = &[
    needed("monitor_id", &["monitorid", "monitoruuid", "uuid", "id"]),
    other("monitor_type", &["monitortype", "type"]),
    other(
        "monitor_name",
        &["monitorname", "rulename", "name", "description"],
    ),
    other(
        "monitor_status",
        &["monitorstatus", "consolidatedmonitorstatus", "status"],
    ),
    other("paused", &["ispaused", "paused"]),
    needed("table", TABLES),
    other(
        "updated",
        &[
            "lastupdatetime",
            "lastupdatedtime",
            "lastupdated",
            "updatedtime",
            "updatedat",
            "updated",
        ],
    ),
];

const UPTIME: &[Field] = &[
    needed("table", TABLES),
    needed(
        "day",
        &["day", "date", "label", "time", "timestamp", "measuredat"],
    ),
    needed(
        "uptime",
        &[
            "uptime",
            "tableuptime",
            "uptimepercent",
            "uptimepercentage",
            "uptimepct",
            "uptime%",
            "value",
        ],
    ),
];

const TABLES: &[&str] = &[
    "fulltableid",
    "fulltableids",
    "tableid",
    "tableids",
    "table",
    "tables",
    "tablename",
    "tablenames",
    "fulltablename",
    "entities",
    "entity",
    "mcon",
    "mcons",
    "tablemcon",
    "tablemcons",
    "entitymcons",
    "assets",
    "asset",
    "assetmcons",
];

const fn needed(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field {
        name,
        needed: true,
        headers,
    }
}

const fn other(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field {
        name,
        needed: false,
        headers,
    }
}

impl Kind {
    const ALL: [Self; 3] = [Self::Alerts, Self::Monitors, Self::Uptime];

    /// What its rows are called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Alerts => "alerts",
            Self::Monitors => "monitors",
            Self::Uptime => "table uptime",
        }
    }

    /// The fields that are read.
    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Alerts => ALERTS,
            Self::Monitors => MONITORS,
            Self::Uptime => UPTIME,
        }
    }

    /// Names of the fields without which a file can't be used.
    pub(super) fn needed(self) -> Vec<&'static str> {
        let needed = self.fields().iter().filter(|f| f.needed);
        needed.map(|f| f.name).collect()
    }
}

impl KindByName {
    /// What a file's stem, in lower case, tells: `alerts`, `montecarlo-monitors-2026`.
    pub(super) fn by(stem: &str) -> Self {
        let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).collect();
        let any = |known: &[&str]| words.iter().any(|w| known.contains(w));
        if stem.contains("uptime") {
            Self::Kind(Kind::Uptime)
        } else if any(&["alerts", "alert", "incidents", "incident"]) {
            Self::Kind(Kind::Alerts)
        } else if any(&[
            "runs",
            "logs",
            "events",
            "event",
            "assets",
            "asset",
            "lineage",
            "consumption",
        ]) {
            Self::Ignored
        } else if any(&["monitors", "monitor"]) {
            Self::Kind(Kind::Monitors)
        } else {
            Self::Nothing
        }
    }
}

/// The column of each field of a kind.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) kind: Kind,
    pub(super) at: [Option<usize>; WIDTH],
}

/// A setting that names a header which a file doesn't have.
#[derive(Debug)]
pub(super) struct Absent<'m> {
    pub(super) field: &'static str,
    pub(super) header: &'m str,
}

/// How well a file's headers fit a kind.
#[derive(Debug)]
pub(super) struct Fit<'m> {
    pub(super) columns: Columns,
    /// Fields that are needed and missing.
    pub(super) missing: Vec<&'static str>,
    pub(super) absent: Vec<Absent<'m>>,
}

impl<'m> Fit<'m> {
    /// Looks for the fields of a kind.
    pub(super) fn of(kind: Kind, headers: &[String], mapped: &'m BTreeMap<String, String>) -> Self {
        let plain_headers: Vec<String> = headers.iter().map(|h| plain(h)).collect();
        let place = |header: &str| plain_headers.iter().position(|h| h == header);
        let mut fit = Self {
            columns: Columns {
                kind,
                at: [None; WIDTH],
            },
            missing: Vec::new(),
            absent: Vec::new(),
        };
        for (field, slot) in kind.fields().iter().zip(&mut fit.columns.at) {
            let wanted = mapped.get(field.name).map(|h| h.trim());
            *slot = wanted
                .and_then(|w| {
                    let exact = headers.iter().position(|h| h == w);
                    exact.or_else(|| place(&plain(w)))
                })
                .or_else(|| field.headers.iter().find_map(|h| place(h)));
            if slot.is_some() {
                continue;
            }
            if field.needed {
                fit.missing.push(field.name);
            }
            if let Some(header) = wanted {
                fit.absent.push(Absent {
                    field: field.name,
                    header,
                });
            }
        }
        fit
    }

    /// The first kind whose needed fields are all there.
    pub(super) fn any(headers: &[String], mapped: &'m BTreeMap<String, String>) -> Option<Self> {
        Kind::ALL
            .into_iter()
            .map(|kind| Self::of(kind, headers, mapped))
            .find(|fit| fit.missing.is_empty())
    }
}

/// A header without what writers of headers differ in.
fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| !matches!(c, '_' | ' ' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}
