//! Links to files: opaque, drawn anew at each launch, and only good while the PBX says so.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::sessions::secret;

/// A file: the id of its recording, and its place among the recording's files.
pub(crate) type FileKey = (u64, usize);

#[derive(Default)]
struct Book {
    of_file: HashMap<FileKey, String>,
    of_link: HashMap<String, FileKey>,
}

/// Every link handed out so far.
#[derive(Default)]
pub(crate) struct Links(Mutex<Book>);

impl Links {
    /// The link of a file; the same until [`Self::expire`].
    pub(crate) fn link(&self, file: FileKey) -> String {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(link) = book.of_file.get(&file) {
            return link.clone();
        }
        let link = secret();
        book.of_file.insert(file, link.clone());
        book.of_link.insert(link.clone(), file);
        link
    }

    /// The file behind a link.
    pub(crate) fn file(&self, link: &str) -> Option<FileKey> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .of_link
            .get(link)
            .copied()
    }

    /// Every link handed out so far leads nowhere.
    pub(crate) fn expire(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Book::default();
    }
}
