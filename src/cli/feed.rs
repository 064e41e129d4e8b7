//! The Atom feed of a book: `build` writes it next to the pages, which link to it.

use crate::config::Config;
use crate::export::Feed;

#[cfg(feature = "build")]
mod publish;
#[cfg(feature = "build")]
pub(super) use publish::publish;

/// Returns the addresses of the feed, if the book has one and its own address is known.
pub(super) fn address(config: &Config) -> Option<Feed> {
    Some(Feed::new(config.site.as_deref()?, config.feed.as_deref()?))
}
