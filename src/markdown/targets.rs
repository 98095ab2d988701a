//! Where the links, wiki links and images of a text lead.

/// What a wiki link points to: address (relative to the page) and title.
pub(crate) type Resolve<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

/// What a text points to; addresses are relative to the page that it stands on.
pub(crate) struct Targets<'a> {
    /// A wiki link.
    pub wiki: Resolve<'a>,
    /// The page that is made of another file, by its address in the text.
    pub page: &'a dyn Fn(&str) -> Option<String>,
    /// An image that is published, by its address in the text.
    pub image: &'a dyn Fn(&str) -> Option<String>,
}
