//! Why the demo PBX did not start.

/// What can go wrong before the first request is served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The port is taken, or not ours to take.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {source}; choose another port, or 0 for any free one"
    )]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tenant's time zone is not in the IANA database.
    #[error("`{name}` is not an IANA time zone: {source}")]
    TimeZone {
        /// The name asked for.
        name: String,
        /// What the zone database said.
        source: jiff::Error,
    },
    /// The self-signed certificate could not be made.
    #[error("cannot make the self-signed certificate: {0}")]
    Certificate(String),
}
