//! Which names a place in the text can see: aliases of a FROM, common table expressions.

use rustc_hash::FxHashMap;

use super::lexer::Token;
use super::path::unquoted;

/// The number of a select's scope.
pub(super) type ScopeId = u32;

/// How many scopes outwards an alias is looked for.
const REACH: usize = 256;

/// A common table expression and the tokens that see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct CteSpan {
    /// The token of its name.
    pub(super) name: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// An alias: whose, which token, and from which token on.
#[derive(Debug, Clone, Copy)]
struct AliasSpot {
    scope: ScopeId,
    name: usize,
    from: usize,
}

/// All scopes of a text.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    parents: Vec<Option<ScopeId>>,
    aliases: Vec<AliasSpot>,
    ctes: Vec<CteSpan>,
    /// A parenthesis isn't closed, so that nobody knows where a body ends: every place sees every
    /// common table expression.
    pub(super) lenient: bool,
}

impl Scopes {
    /// Opens a scope within `parent`.
    pub(super) fn open(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.parents.push(parent);
        (self.parents.len() - 1) as ScopeId
    }

    /// Declares the alias that token `name` spells, from token `from` on.
    pub(super) fn alias(&mut self, scope: ScopeId, name: usize, from: usize) {
        self.aliases.push(AliasSpot { scope, name, from });
    }

    /// The tokens of all aliases, implicit ones too, and of the names of common table expressions.
    pub(super) fn name_tokens(&self) -> impl Iterator<Item = usize> {
        let aliases = self.aliases.iter().map(|alias| alias.name);
        aliases.chain(self.ctes.iter().map(|cte| cte.name))
    }

    pub(super) fn cte(&mut self, cte: CteSpan) -> usize {
        self.ctes.push(cte);
        self.ctes.len() - 1
    }

    /// The body of a common table expression ended.
    pub(super) fn begin_cte(&mut self, cte: usize, at: usize) {
        let cte = &mut self.ctes[cte];
        cte.from = cte.from.min(at);
    }

    /// The query of a common table expression ended.
    pub(super) fn end_cte(&mut self, cte: usize, at: usize) {
        self.ctes[cte].to = at;
    }

    /// Makes the names ready to be looked up.
    pub(super) fn names(&self, sql: &str, tokens: &[Token]) -> Names<'_> {
        let name = |token: usize| unquoted(sql, &tokens[token]).to_ascii_lowercase();
        let mut ctes: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
        for cte in &self.ctes {
            ctes.entry(name(cte.name))
                .or_default()
                .push((cte.from, cte.to));
        }
        let mut aliases: FxHashMap<(ScopeId, String), usize> = FxHashMap::default();
        for alias in &self.aliases {
            // `ds.t` quoted as a whole goes by its last part.
            let name = name(alias.name);
            let name = name.rsplit('.').next().unwrap_or(&name).to_owned();
            aliases
                .entry((alias.scope, name))
                .and_modify(|from| *from = alias.from.min(*from))
                .or_insert(alias.from);
        }
        Names {
            scopes: self,
            ctes,
            aliases,
        }
    }
}

/// Names in sight, by place.
pub(super) struct Names<'a> {
    scopes: &'a Scopes,
    ctes: FxHashMap<String, Vec<(usize, usize)>>,
    aliases: FxHashMap<(ScopeId, String), usize>,
}

impl Names<'_> {
    /// Whether token `at` sees a common table expression of that name.
    pub(super) fn is_cte(&self, name: &str, at: usize) -> bool {
        self.ctes
            .get(&name.to_ascii_lowercase())
            .is_some_and(|spans| {
                self.scopes.lenient || spans.iter().any(|&(from, to)| from <= at && at < to)
            })
    }

    /// Whether token `at` in `scope` sees a table by that alias.
    pub(super) fn is_alias(&self, name: &str, scope: Option<ScopeId>, at: usize) -> bool {
        if self.aliases.is_empty() {
            return false;
        }
        let mut key = (0, name.to_ascii_lowercase());
        let mut next = scope;
        for step in 0..REACH {
            let Some(scope) = next else {
                return false;
            };
            key.0 = scope;
            if self
                .aliases
                .get(&key)
                .is_some_and(|&from| step > 0 || from <= at)
            {
                return true;
            }
            next = self.scopes.parents[scope as usize];
        }
        false
    }
}
