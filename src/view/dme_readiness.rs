//! What a DME has of what it needs to be a place where consumers are served.

use super::governance::need_label;
use super::model::{ChecklistItem, Pair};
use super::{Views, grouped, pair};
use crate::catalog::{Environment, Framework};
use crate::insight::{Lack, Need};

/// Which framework it runs, beside the newest version that the settings name or that any DME runs.
pub(super) fn framework(views: &Views<'_>, dme: &Environment) -> Option<Pair> {
    let framework = dme.framework.as_ref()?;
    let runs = format!("{} {}", framework.name, framework.version);
    let named = views.settings.config.frameworks.get(&framework.name);
    let newest = match named {
        Some(version) => Some(version.as_str()),
        None => Framework::newest(views.reader.environments(), &framework.name),
    };
    let newest = newest.filter(|newest| framework.is_behind(newest));
    Some(match newest {
        Some(newest) => pair("framework", format!("{runs}, newest {newest}")),
        None => pair("framework", runs),
    })
}

/// Each thing that it needs: how much of it is written down, and what of that isn't really there.
pub(super) fn checklist(views: &Views<'_>, dme: &Environment) -> Vec<ChecklistItem> {
    let lacks = views.reader.lacks_of(dme.asset);
    let item = |need: Need| {
        let n = need.count(dme);
        let (what, how) = match need {
            Need::Infrastructure => ("claimed", "add `servers` with project and dataset"),
            Need::Access => ("described", "add `roles` with a requestUrl"),
            Need::Sdks => ("listed", "add `sdks`"),
            Need::Support => ("named", "add `support` channels"),
            Need::IncidentManagement => ("", "add `incidentManagement` with tool and runbook"),
            Need::Training => ("offered", "add `training`"),
            Need::Rules => ("written down", "add `rules`"),
        };
        let detail = match &dme.incidents {
            _ if n == 0 && views.is_part() => "nothing that you may see".to_owned(),
            _ if n == 0 => how.to_owned(),
            Some(incidents) if need == Need::IncidentManagement => incidents.tool.clone(),
            _ => format!("{} {what}", grouped(n)),
        };
        let lack = lacks.iter().find(|(of, _)| *of == need);
        ChecklistItem {
            label: need_label(need),
            done: n > 0,
            detail: match lack {
                Some((_, lack)) if !matches!(lack, Lack::Unsaid(_)) => {
                    format!("{detail}, but {lack}")
                }
                _ => detail,
            },
        }
    };
    // Servers that hold nothing that the reader may see aren't named to them: that says nothing of the DME.
    let is_told =
        |need: &Need| !views.is_part() || *need != Need::Infrastructure || need.count(dme) > 0;
    Need::ALL.into_iter().filter(is_told).map(item).collect()
}
