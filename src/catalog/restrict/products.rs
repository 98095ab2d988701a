//! Products of a part of a catalog.

use super::documents::{at, lifecycle, restricted};
use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{AssetIx, InputPort, OutputPort, Product, ReleaseCheck, Sla, WaitsFor};

/// All products that are kept.
pub(super) fn products(part: &mut Restriction<'_>) {
    let numbers = ports(part);
    restricted!(part, products, old, asset => product(part, asset, old));
    // A port that is left out moves those after it.
    for relation in &mut part.to.inventory.registry.relations {
        if let Some((product, port)) = relation.product.zip(relation.port) {
            relation.port = numbers.get(&(product, port)).copied();
        }
    }
}

/// New number of a kept port, by product of the part and old number.
fn ports(part: &Restriction<'_>) -> rustc_hash::FxHashMap<(AssetIx, u32), u32> {
    let mut numbers = rustc_hash::FxHashMap::default();
    for old in &part.from.products {
        if let Some(product) = part.ix(old.asset) {
            let kept = (0u32..).zip(&old.outputs);
            let kept = kept.filter(|(_, port)| is_kept(part, port));
            for (new, (number, _)) in (0u32..).zip(kept) {
                numbers.insert((product, number), new);
            }
        }
    }
    numbers
}

/// Whether a port is one of something that is kept.
fn is_kept(part: &Restriction<'_>, old: &OutputPort) -> bool {
    let keeps = part.keeps(FactRule::OutputPorts);
    !keeps || old.relations.iter().any(|ix| part.ix(*ix).is_some())
}

fn product(part: &Restriction<'_>, asset: AssetIx, old: &Product) -> Product {
    let Product {
        asset: _,
        version,
        version_pos,
        tags,
        domain,
        domain_text,
        environment,
        criticality,
        master_data,
        team,
        on_call,
        support,
        tables,
        inputs,
        outputs,
        sla,
        checks,
        releases,
        lifecycle: life,
        properties,
        standard,
    } = old;
    let outputs = outputs.iter().filter(|port| is_kept(part, port));
    Product {
        asset,
        version: version.clone(),
        version_pos: version_pos.map(|pos| at(part, pos)),
        tags: tags.clone(),
        domain: domain.and_then(|d| part.ix(d)),
        domain_text: domain_text.clone().filter(|text| part.knows_word(text)),
        environment: environment.and_then(|d| part.ix(d)),
        criticality: *criticality,
        master_data: *master_data,
        team: team.and_then(|t| part.ix(t)),
        on_call: on_call.clone(),
        support: support.clone(),
        tables: part.open_of(tables),
        inputs: inputs.iter().filter_map(|p| input(part, p)).collect(),
        outputs: outputs.map(|p| output(part, p)).collect(),
        sla: sla.iter().filter_map(|of| level(part, old, of)).collect(),
        checks: checks.iter().map(|k| release_check(part, k)).collect(),
        releases: releases.clone(),
        lifecycle: lifecycle(part, life),
        properties: properties.clone(),
        standard: standard.clone(),
    }
}

/// A service level; one of an element that isn't a port or table of the part goes.
fn level(part: &Restriction<'_>, product: &Product, old: &Sla) -> Option<Sla> {
    let Sla {
        property,
        value,
        unit,
        element,
        driver,
        description,
    } = old;
    let is_known = |element: &String| {
        element.split(',').all(|one| {
            let one = one.trim();
            let table = one.split_once('.').map_or(one, |(table, _)| table);
            let mut ports = product.outputs.iter().filter(|port| is_kept(part, port));
            let named = |ix: &AssetIx| {
                let last = part.from.name(*ix).rsplit('.').next();
                part.ix(*ix).is_some() && last.is_some_and(|last| last == one || last == table)
            };
            part.knows(one)
                || ports.any(|port| port.name == one || port.name == table)
                || product.relations().any(|ix| named(&ix))
        })
    };
    let keeps = part.keeps(FactRule::ServiceLevels);
    let shown = !keeps || element.as_ref().is_none_or(is_known);
    shown.then(|| Sla {
        property: property.clone(),
        value: value.clone(),
        unit: unit.clone(),
        element: element.clone(),
        driver: driver.clone(),
        description: description.clone(),
    })
}

/// A check of releases. What it waits for is named where that is a job of the part; other names are those
/// of tests and monitors, which may be of the rest.
fn release_check(part: &Restriction<'_>, old: &ReleaseCheck) -> ReleaseCheck {
    let ReleaseCheck {
        id,
        kind,
        required,
        waits_for,
        pos,
    } = old;
    let keeps = part.keeps(FactRule::ReleaseChecks);
    let waits_for = waits_for.clone().filter(|waits_for| match waits_for {
        WaitsFor::Job(name) => !keeps || is_job(part, name),
        WaitsFor::DbtTest(name) | WaitsFor::Quality(name) | WaitsFor::Monitor(name) => {
            !keeps || is_check(part, name)
        }
    });
    ReleaseCheck {
        id: id.clone(),
        kind: kind.clone(),
        required: *required,
        waits_for,
        pos: at(part, *pos),
    }
}

/// Whether a job of the part has this key, or the last part of it.
fn is_job(part: &Restriction<'_>, name: &str) -> bool {
    let mut jobs = part
        .from
        .jobs
        .iter()
        .filter(|job| part.open(job.asset).is_some());
    jobs.any(|job| {
        let key = part.from.name(job.asset);
        key == name || key.rsplit('/').next() == Some(name)
    })
}

/// Whether a check or a monitor of open relations alone, or a rule of a kept contract, has this name.
fn is_check(part: &Restriction<'_>, name: &str) -> bool {
    let operations = &part.from.operations;
    let checks = || {
        let open = part.old.iter().filter(|ix| part.is_open(**ix));
        let of = open.filter_map(|ix| operations.health.get(ix));
        of.flat_map(|health| &health.checks)
            .filter_map(|n| operations.checks.get(*n as usize))
            .filter(|check| check.alone)
            .any(|check| {
                check.id == name
                    || check.title.as_deref() == Some(name)
                    || check.id.split('.').nth(2) == Some(name)
            })
    };
    let monitors = || {
        let mut seen = operations.monitors.iter();
        seen.any(|of| part.opens_all(&of.relations) && (of.id == name || of.title == name))
    };
    let rules = || {
        let kept = part
            .from
            .contracts
            .iter()
            .filter(|k| part.ix(k.asset).is_some());
        kept.flat_map(|k| &k.tables)
            .filter(|t| t.relation.is_some_and(|r| part.is_open(r)))
            .flat_map(|t| {
                t.quality
                    .iter()
                    .chain(t.columns.iter().flat_map(|c| &c.quality))
            })
            .any(|q| q.id.as_deref() == Some(name) || q.name.as_deref() == Some(name))
    };
    checks() || monitors() || rules()
}

/// An input port; one that reads something of the rest is left out whole.
fn input(part: &Restriction<'_>, old: &InputPort) -> Option<InputPort> {
    let InputPort {
        name,
        version,
        relations,
        contract,
        contract_id,
        pos,
    } = old;
    let seen = relations.iter().all(|ix| part.ix(*ix).is_some());
    if part.keeps(FactRule::InputPorts) && (relations.is_empty() || !seen) {
        return None;
    }
    let contract = contract.and_then(|contract| part.ix(contract));
    Some(InputPort {
        name: name.clone(),
        version: version.clone(),
        relations: part.sorted(relations),
        contract,
        contract_id: contract_id.clone().filter(|_| contract.is_some()),
        pos: at(part, *pos),
    })
}

/// An output port, with the audience itself alone.
fn output(part: &Restriction<'_>, old: &OutputPort) -> OutputPort {
    let OutputPort {
        name,
        version,
        kind,
        relations,
        status,
        lifecycle: life,
        contract,
        contract_id,
        is_for_nobody,
        audiences,
        pos,
    } = old;
    let contract = contract.and_then(|k| part.ix(k));
    let own = part.from.audiences.get(part.by.seen.of.0 as usize);
    let is_own = |(name, _, _): &&(String, Option<String>, Option<String>)| {
        own.is_some_and(|own| own.id == *name || own.label == *name)
    };
    let audiences = audiences
        .iter()
        .filter(|of| !part.keeps(FactRule::OutputPorts) || is_own(of));
    OutputPort {
        name: name.clone(),
        version: version.clone(),
        kind: kind.clone(),
        relations: part.sorted(relations),
        status: *status,
        lifecycle: lifecycle(part, life),
        contract,
        contract_id: contract_id.clone().filter(|_| contract.is_some()),
        is_for_nobody: *is_for_nobody && !part.keeps(FactRule::OutputPorts),
        audiences: audiences.cloned().collect(),
        pos: at(part, *pos),
    }
}
