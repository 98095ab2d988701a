//! The registry on its way from step to step, as long as SQL may still name what nothing describes.

use crate::catalog::Registry;
use crate::link::resolver::Resolver;

/// The registry once all pointers are followed.
pub(in crate::link) struct Pointed<'a> {
    pub(in crate::link) registry: Registry,
    pub(in crate::link) resolver: Resolver<'a>,
}

/// The registry once the wildcards of statements are met, too.
pub(in crate::link) struct Met<'a> {
    pub(in crate::link) registry: Registry,
    pub(in crate::link) resolver: Resolver<'a>,
}
