//! Names of things: strings that must not be mixed up with one another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

id! {
    /// The CDR's `id`: 18 digits today, opaque by contract, never the SIP Call-ID (`api.md` 5.3).
    CallId
}
id! {
    /// The id of a recording; equal to the [`CallId`] of its call (`api.md` 5.3).
    RecordingId
}
id! {
    /// One run of an export or a verification.
    JobId
}
id! {
    /// One search as the window watches it.
    SearchId
}
id! {
    /// A saved sign-in: server, domain and user, without its secrets.
    ProfileId
}
id! {
    /// A folder a person chose; the path itself stays on this side of the window.
    FolderId
}
id! {
    /// A way to a PBX (proxy and authorities) that a person gave; its password stays on this side of the window.
    ConnectionId
}
id! {
    /// A saved view.
    ViewId
}
id! {
    /// A note of a person about a call.
    NoteId
}
id! {
    /// Something done to tags, notes or reviews that can be undone.
    ChangeId
}
id! {
    /// One check of a connection.
    DiagnosisId
}
id! {
    /// One run over the sound of recordings.
    SoundCheckId
}
