//! What a command answers when it fails.

use tapedeck_core::Failure;

/// A command's answer. A failure is flat and plain; the window decides by its kind.
pub(crate) type ApiResult<T> = Result<T, Failure>;
