//! The command line as `design.md` fixes it.

mod connection;
mod export;
mod parse;
mod selection;
mod sound;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use tapedeck_core::signing::PublicKey;

pub(crate) use connection::{ConnectionArgs, WayArgs};
pub(crate) use export::{ExportArgs, ProgressStyle};
pub(crate) use selection::{OutputStyle, SelectionArgs, Wanted};

/// Find and export the calls and recordings of a PortSIP PBX.
#[derive(Debug, Parser)]
#[command(
    name = "tapedeck-cli",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 110
)]
#[command(
    after_help = "Exit codes: 0 complete, 1 partial, 2 usage, 3 not connected, 4 disk, 130 cancelled.\n\
    The password is read from TAPEDECK_PASSWORD, --password-stdin or the keychain; it is never an argument."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in once and keep the sign-in as a profile, its password in the keychain
    SignIn(ConnectionArgs),
    /// List calls
    Calls(ListArgs),
    /// List the calls that have a recording
    Recordings(ListArgs),
    /// Export recordings with their metadata and the proof that nothing is missing
    Export(Box<ExportArgs>),
    /// Re-read an export against its manifest, offline: one line per problem, `changed|missing|extra|bad_signature PATH`
    Verify(VerifyArgs),
    /// Show who exported and played what on this computer, or check that this log is as it was written
    Activity(ActivityArgs),
    /// Print the key that the signatures of this computer are checked with
    PublicKey,
    /// Say step by step what works and what is refused: reach, TLS, sign-in, rights, clock
    Diagnose(Box<DiagnoseArgs>),
    /// Show, add and remove saved sign-ins
    Profiles(ProfilesArgs),
    /// Show and remove the presets of exports
    Presets(PresetsArgs),
    /// Start the built-in PBX on this computer and say how to sign in to it
    Demo(DemoArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Form of the rows on standard output
    #[arg(long, value_enum, default_value_t = OutputStyle::Table, value_name = "FORM", help_heading = "Output")]
    pub(crate) output: OutputStyle,
}

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The export folder
    pub(crate) dir: PathBuf,
    /// Only a folder signed with this key is right; as `public-key` prints it
    #[arg(long, value_name = "KEY", value_parser = parse::public_key)]
    pub(crate) public_key: Option<PublicKey>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ActivityArgs {
    /// Check every line instead of showing them: one line per problem
    #[arg(long)]
    pub(crate) verify: bool,
    /// Form of the lines on standard output
    #[arg(long, value_enum, default_value_t = OutputStyle::Table, value_name = "FORM", conflicts_with = "verify")]
    pub(crate) output: OutputStyle,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiagnoseArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    /// Write a report without secrets, to be shown to whoever can help
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProfilesArgs {
    #[command(subcommand)]
    pub(crate) action: Option<ProfilesAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfilesAction {
    /// Show the saved sign-ins (this is also what `profiles` alone does)
    List,
    /// Save a sign-in without a password
    Add {
        /// Host, host and port, or URL
        #[arg(long)]
        server: String,
        /// SIP domain of the tenant; a system administrator has none
        #[arg(long, required_unless_present = "tenant")]
        domain: Option<String>,
        /// User name, not the extension number
        #[arg(long)]
        user: String,
        /// For system administrators: the tenant to enter, by name, SIP domain or id
        #[arg(long, value_name = "NAME|DOMAIN|ID", conflicts_with = "domain")]
        tenant: Option<String>,
        /// SHA-256 of the PBX's certificate, 64 hex digits
        #[arg(long, value_parser = parse::pin)]
        pin: Option<String>,
        #[command(flatten)]
        way: WayArgs,
        /// Let the password cross the network readable, where the PBX has no https
        #[arg(long)]
        allow_plain_http: bool,
    },
    /// Forget a sign-in, its password and what was read from its PBX
    Remove {
        /// Name of the profile, or its beginning
        name: String,
    },
    /// Use this profile when none is named
    Default {
        /// Name of the profile, or its beginning
        name: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct PresetsArgs {
    #[command(subcommand)]
    pub(crate) action: Option<PresetsAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PresetsAction {
    /// Show the presets and the days they mean now (this is also what `presets` alone does)
    List,
    /// Forget a preset
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct DemoArgs {
    /// Loopback port; a free one is taken when none is given
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
}
