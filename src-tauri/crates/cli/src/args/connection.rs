//! To which PBX, and as whom.

use clap::Args;

use super::parse;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArgs {
    /// The PBX: host, host and port, or URL
    #[arg(
        long,
        env = "TAPEDECK_SERVER",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) server: Option<String>,
    /// SIP domain of the tenant
    #[arg(
        long,
        env = "TAPEDECK_DOMAIN",
        value_name = "SIP_DOMAIN",
        hide_env_values = true
    )]
    pub(crate) domain: Option<String>,
    /// User name, not the extension number
    #[arg(
        long,
        env = "TAPEDECK_USER",
        value_name = "NAME",
        hide_env_values = true
    )]
    pub(crate) user: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Not accepted: arguments are readable by every process of this computer
    #[arg(long, hide = true, value_name = "REFUSED", value_parser = parse::NoPassword)]
    pub(crate) password: Option<String>,
    /// One-time code, where the PBX asks for one
    #[arg(
        long,
        env = "TAPEDECK_OTP",
        value_name = "CODE",
        hide_env_values = true
    )]
    pub(crate) otp: Option<String>,
    /// Trust the certificate with this SHA-256: 64 hex digits, colons and case ignored
    #[arg(long, env = "TAPEDECK_PIN", value_name = "SHA256", hide_env_values = true, value_parser = parse::pin)]
    pub(crate) pin: Option<String>,
    /// A saved sign-in, by name or the beginning of it
    #[arg(
        long,
        env = "TAPEDECK_PROFILE",
        value_name = "NAME",
        hide_env_values = true
    )]
    pub(crate) profile: Option<String>,
    /// Use the built-in PBX with made-up calls; needs nothing else
    #[arg(long)]
    pub(crate) demo: bool,
}
