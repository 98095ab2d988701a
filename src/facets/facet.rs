//! Which parts of a mesh can change by themselves, as pages read them.

/// A part of what is known of one asset. A page is made anew when one that it read has changed, so what
/// changes every night stands apart from what changes when somebody works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Facet {
    /// Kind, names, address, state of life; whether it is described, unified or only listed.
    Label,
    /// Its description.
    Description,
    /// What manifests and exports say that it is, but for what other facets have.
    Record,
    /// What belongs to it: views of a DME, what a team owns.
    Members,
    /// Rows, bytes, and when it was made and changed.
    Figures,
    /// SQL, and what was read of it.
    Sql,
    /// Its columns.
    Columns,
    /// Direct sources.
    Upstream,
    /// Direct dependents.
    Downstream,
    /// How each edge that leads to it is known.
    Proofs,
    /// Productive tables that it reaches.
    Targets,
    /// The ways to them.
    Paths,
    /// Unified views below it.
    Below,
    /// Newest tables of wildcards that stand for it.
    Newest,
    /// Where its columns come from.
    ColumnSources,
    /// What depends on it, in numbers.
    Impact,
    /// The same, by column.
    ColumnImpact,
    /// What stands for hidden things that it reads.
    Stubs,
    /// The verdict.
    Verdict,
    /// The way to what is wrong.
    Way,
    /// What is known of its own state.
    Health,
    /// When its data was written last.
    Loaded,
    /// How its promise was kept.
    Attainment,
    /// Runs of a job.
    Runs,
    /// What came of release checks.
    Releases,
    /// How it is used.
    Use,
    /// Who may read it.
    Access,
    /// The DME that owns it.
    Owner,
    /// Why that owns it.
    Ownership,
    /// Which contracts are about it.
    ContractsOf,
    /// What a contract says.
    Contract,
    /// What a DME lacks, and its score.
    Score,
    /// Long texts.
    Text,
    /// What changed from build to build.
    History,
    /// Lines at which any of this stands.
    Places,
    /// What was found.
    Findings,
    /// Its place among the most used.
    Rank,
    /// Whether it came or changed lately.
    Marks,
    /// The feed that is about it.
    Feed,
    /// Unified views of a domain.
    DomainViews,
    /// What queries of it should filter by.
    Partitions,
}

impl Facet {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 41] = [
        Self::Label,
        Self::Description,
        Self::Record,
        Self::Members,
        Self::Figures,
        Self::Sql,
        Self::Columns,
        Self::Upstream,
        Self::Downstream,
        Self::Proofs,
        Self::Targets,
        Self::Paths,
        Self::Below,
        Self::Newest,
        Self::ColumnSources,
        Self::Impact,
        Self::ColumnImpact,
        Self::Stubs,
        Self::Verdict,
        Self::Way,
        Self::Health,
        Self::Loaded,
        Self::Attainment,
        Self::Runs,
        Self::Releases,
        Self::Use,
        Self::Access,
        Self::Owner,
        Self::Ownership,
        Self::ContractsOf,
        Self::Contract,
        Self::Score,
        Self::Text,
        Self::History,
        Self::Places,
        Self::Findings,
        Self::Rank,
        Self::Marks,
        Self::Feed,
        Self::DomainViews,
        Self::Partitions,
    ];

    /// Its bit in a mask of facets.
    #[must_use]
    pub(crate) const fn bit(self) -> u64 {
        1 << self as u8
    }

    /// The facets of a mask, in the order of their numbers.
    pub(crate) fn all_of(mask: u64) -> impl Iterator<Item = Self> {
        let all = Self::ALL.into_iter();
        all.filter(move |facet| mask & facet.bit() != 0)
    }
}

/// Something of the mesh as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Set {
    /// What can't be told apart any finer: a page that read it is always made anew.
    Everything,
    /// The moment that ages are counted from.
    Clock,
    /// The week of that moment.
    Week,
    /// The newest day of the input.
    AsOf,
    /// Exports and their ages.
    Exports,
    /// Whose part of the mesh this is.
    Part,
    /// Audiences of the settings.
    Audiences,
    /// What exports have a place for.
    Tells,
    /// Of which days statements are known.
    Statements,
    /// Whether there is anything at all about use, loads, uptime, incidents.
    Known,
    /// The number of unified views.
    Unified,
    /// The number of tables.
    Tables,
    /// The days that sample queries name.
    Days,
    /// The day of the moment that ages are counted from.
    Today,
    /// Which systems' exports there are, and which of them are older than allowed.
    ExportNames,
    /// Exports that are older than allowed.
    OldExports,
}

impl Set {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 16] = [
        Self::Everything,
        Self::Clock,
        Self::Week,
        Self::AsOf,
        Self::Exports,
        Self::Part,
        Self::Audiences,
        Self::Tells,
        Self::Statements,
        Self::Known,
        Self::Unified,
        Self::Tables,
        Self::Days,
        Self::Today,
        Self::ExportNames,
        Self::OldExports,
    ];

    /// Its bit in a mask of sets.
    #[must_use]
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// A question that is asked with a text, where that nothing has the name is an answer too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Question {
    /// The asset that an id names.
    Id,
    /// The table or view of a name.
    Relation,
    /// The asset of a key.
    Key,
    /// Whether the mesh has a text anywhere.
    Symbol,
    /// The asset whose page shows a file.
    Document,
    /// The image at a path.
    Image,
    /// What a dataset is set to: project and name, a line each.
    Dataset,
    /// The audience that a grantee is.
    Grantee,
    /// What stands on a page of a list: folder and number.
    ListPage,
}

impl Question {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 9] = [
        Self::Id,
        Self::Relation,
        Self::Key,
        Self::Symbol,
        Self::Document,
        Self::Image,
        Self::Dataset,
        Self::Grantee,
        Self::ListPage,
    ];
}

#[cfg(test)]
mod tests {
    use super::{Facet, Question, Set};

    #[test]
    fn numbers_are_places() {
        assert!(Facet::ALL.iter().enumerate().all(|(n, f)| *f as usize == n));
        assert!(Set::ALL.iter().enumerate().all(|(n, s)| *s as usize == n));
        assert!(
            Question::ALL
                .iter()
                .enumerate()
                .all(|(n, q)| *q as usize == n)
        );
        assert!(Facet::ALL.len() < 64 && Set::ALL.len() < 32);
    }
}
