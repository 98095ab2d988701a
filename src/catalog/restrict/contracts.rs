//! Contracts of a part of a catalog: with the tables that are open, and what these say of each other.

use rustc_hash::FxHashMap;

use super::documents::{at, restricted};
use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{
    AssetIx, Contract, ContractColumn, ContractRef, ContractTable, Property, Quality, Relationship,
};

/// New number of a table, by old one, in one contract.
type Numbers = FxHashMap<u32, u32>;

/// All contracts that are kept, and which relation each table of them is.
pub(super) fn contracts(part: &mut Restriction<'_>) {
    let mut numbers: FxHashMap<AssetIx, Numbers> = FxHashMap::default();
    for old in &part.from.contracts {
        let kept = (0u32..)
            .zip(&old.tables)
            .filter(|(_, table)| is_open(part, table));
        let of = (0u32..).zip(kept).map(|(new, (number, _))| (number, new));
        numbers.insert(old.asset, of.collect());
    }
    restricted!(part, contracts, old, asset => contract(part, asset, old, &numbers[&old.asset]));
    for at in 0..part.old.len() {
        let Some(old) = part.from.relation(part.old[at]) else {
            continue;
        };
        let Some(asset) = part.open(old.asset) else {
            continue;
        };
        let of = part.from.contracts_of(old).iter();
        let of = of.filter_map(|(contract, table)| {
            let new = part.ix(*contract)?;
            Some((new, *numbers.get(contract)?.get(table)?))
        });
        let mut of: Vec<(AssetIx, u32)> = of.collect();
        of.sort_unstable();
        part.to.contracts_of.set(asset, of);
    }
}

/// Whether a table of a contract is a relation that is open. One that is none may be hidden or gone.
fn is_open(part: &Restriction<'_>, table: &ContractTable) -> bool {
    table
        .relation
        .is_some_and(|relation| part.is_open(relation))
}

fn contract(part: &Restriction<'_>, asset: AssetIx, old: &Contract, numbers: &Numbers) -> Contract {
    let Contract {
        asset: _,
        id,
        version,
        versions,
        status,
        standard,
        tenant,
        domain,
        product,
        tags,
        purpose,
        usage,
        limitations,
        servers,
        tables,
        team,
        members,
        roles,
        sla,
        support,
        properties,
        definitions,
    } = old;
    let whole = numbers.len() == tables.len();
    let named = |word: &Option<String>| word.clone().filter(|word| part.knows_word(word));
    let tables = tables.iter().filter(|table| is_open(part, table));
    let of_seen = |server: &&Property| is_of_seen(part, old, &server.value);
    let servers = servers
        .iter()
        .filter(|server| !part.keeps(FactRule::ContractServers) || of_seen(server));
    let sla = sla.iter().filter(|of| {
        of.element.as_ref().is_none_or(|element| {
            element.split(',').all(|one| {
                let one = one.trim();
                let table = one.split_once('.').map_or(one, |(table, _)| table);
                let mut open = old.tables.iter().filter(|t| is_open(part, t));
                open.any(|t| t.name == table || t.physical_name == one || t.physical_name == table)
                    || part.knows(one)
            })
        })
    });
    Contract {
        asset,
        id: id.clone(),
        version: version.clone(),
        versions: part.all(versions),
        status: status.clone(),
        standard: standard.clone(),
        tenant: tenant.clone(),
        domain: named(domain),
        product: named(product),
        tags: tags.clone(),
        purpose: purpose.clone(),
        usage: usage.clone(),
        limitations: limitations.clone(),
        servers: servers.cloned().collect(),
        tables: tables.map(|t| table(part, t, numbers, whole)).collect(),
        team: named(team),
        members: members.clone(),
        roles: roles.clone(),
        sla: sla.cloned().collect(),
        support: support.clone(),
        properties: properties.clone(),
        definitions: definitions.clone(),
    }
}

/// Whether what a contract says of a server names nothing but where its open tables lie.
fn is_of_seen(part: &Restriction<'_>, contract: &Contract, server: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let words: Vec<&str> = server.split(|c| !is_part(c)).collect();
    let open = contract.tables.iter().filter_map(|table| table.relation);
    let mut open = open.filter(|relation| part.is_open(*relation));
    open.any(|relation| {
        let Some(relation) = part.from.relation(relation) else {
            return false;
        };
        let [project, dataset] = [relation.project, relation.dataset].map(|sym| part.from.str(sym));
        let has = |name: &str| words.contains(&name);
        has(dataset) && (project.is_empty() || has(project))
    })
}

fn table(
    part: &Restriction<'_>,
    old: &ContractTable,
    numbers: &Numbers,
    whole: bool,
) -> ContractTable {
    let ContractTable {
        name,
        physical_name,
        physical_type,
        business_name,
        description,
        granularity,
        tags,
        columns,
        quality,
        relationships,
        definitions,
        relation,
        pos,
    } = old;
    let shown = |column: &&ContractColumn| {
        relation.is_none_or(|of| {
            part.shows_name(of, &column.physical_path) && part.shows_name(of, &column.path)
        })
    };
    let all_shown = columns.iter().all(|column| shown(&column));
    let code = (whole && all_shown) || !part.keeps(FactRule::ContractQuality);
    let columns = columns.iter().filter(shown);
    ContractTable {
        name: name.clone(),
        physical_name: physical_name.clone(),
        physical_type: physical_type.clone(),
        business_name: business_name.clone(),
        description: description.clone(),
        granularity: granularity.clone(),
        tags: tags.clone(),
        columns: columns.map(|c| column(part, c, numbers, code)).collect(),
        quality: quality.iter().map(|q| self::quality(q, code)).collect(),
        relationships: self::relationships(part, relationships, numbers),
        definitions: definitions.clone(),
        relation: relation.and_then(|r| part.ix(r)),
        pos: at(part, *pos),
    }
}

fn column(
    part: &Restriction<'_>,
    old: &ContractColumn,
    numbers: &Numbers,
    code: bool,
) -> ContractColumn {
    let ContractColumn {
        path,
        physical_path,
        physical_name,
        depth,
        data_type,
        business_name,
        description,
        required,
        primary_key,
        unique,
        partitioned,
        classification,
        critical,
        tags,
        quality,
        examples,
        sources,
        transform_logic,
        transform_description,
        relationships,
        definitions,
        pos,
    } = old;
    let refs = refs(part, sources, numbers);
    let all = refs.len() == sources.len();
    ContractColumn {
        path: path.clone(),
        physical_path: physical_path.clone(),
        physical_name: physical_name.clone(),
        depth: *depth,
        data_type: data_type.clone(),
        business_name: business_name.clone(),
        description: description.clone(),
        required: *required,
        primary_key: *primary_key,
        unique: *unique,
        partitioned: *partitioned,
        classification: classification.clone(),
        critical: *critical,
        tags: tags.clone(),
        quality: quality.iter().map(|q| self::quality(q, code)).collect(),
        examples: examples.clone(),
        sources: refs,
        transform_logic: transform_logic.clone().filter(|_| all && code),
        transform_description: transform_description.clone().filter(|_| all),
        relationships: self::relationships(part, relationships, numbers),
        definitions: definitions.clone(),
        pos: at(part, *pos),
    }
}

/// A rule on quality; its query may name what the contract has lost.
fn quality(old: &Quality, keeps_code: bool) -> Quality {
    let Quality {
        id,
        name,
        text,
        about,
        code,
        unique,
        definitions,
    } = old;
    Quality {
        id: id.clone(),
        name: name.clone(),
        text: text.clone(),
        about: about.clone(),
        code: code.clone().filter(|_| keeps_code),
        unique: *unique,
        definitions: definitions.clone(),
    }
}

/// What a contract refers to: open relations, and tables of its own that are kept. A text that leads
/// nowhere may name something hidden.
fn refs(part: &Restriction<'_>, old: &[ContractRef], numbers: &Numbers) -> Vec<ContractRef> {
    let keeps = part.keeps(FactRule::ContractReferences);
    let refs = old.iter().filter_map(|of| {
        let ContractRef {
            text,
            table,
            relation,
        } = of;
        let relation_seen = relation.and_then(|relation| part.open(relation));
        let table_seen = table.and_then(|table| numbers.get(&table).copied());
        let is_lost = relation.is_some() != relation_seen.is_some()
            || table.is_some() != table_seen.is_some();
        let is_nobodys = relation.is_none() && table.is_none() && !part.knows(text);
        let hides = relation.is_some_and(|relation| {
            let column = text.rsplit('.').next().unwrap_or(text);
            !part.shows_name(relation, column)
        });
        let shown = !keeps || !(is_lost || is_nobodys || hides);
        shown.then(|| ContractRef {
            text: text.clone(),
            table: table_seen,
            relation: relation_seen,
        })
    });
    refs.collect()
}

/// Keys of which both ends are whole.
fn relationships(
    part: &Restriction<'_>,
    old: &[Relationship],
    numbers: &Numbers,
) -> Vec<Relationship> {
    let mut kept = Vec::new();
    for Relationship {
        kind,
        from,
        to,
        properties,
    } in old
    {
        let (of, at) = (refs(part, from, numbers), refs(part, to, numbers));
        if of.len() == from.len() && at.len() == to.len() {
            kept.push(Relationship {
                kind: kind.clone(),
                from: of,
                to: at,
                properties: properties.clone(),
            });
        }
    }
    kept
}
