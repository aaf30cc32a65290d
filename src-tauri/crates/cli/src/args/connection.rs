//! To which PBX, and as whom.

use std::{env, path::PathBuf};

use clap::{
    Args,
    builder::{StringValueParser, TypedValueParser as _},
};
use tapedeck_core::{
    Secret,
    session::{ConnectionInput, ProxyInput, ProxyMode},
};

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
    /// SIP domain of the tenant; a system administrator has none
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
    /// For system administrators: the tenant to enter, by name, SIP domain or id
    #[arg(
        long,
        env = "TAPEDECK_TENANT",
        value_name = "NAME|DOMAIN|ID",
        hide_env_values = true
    )]
    pub(crate) tenant: Option<String>,
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
    #[command(flatten)]
    pub(crate) way: WayArgs,
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

/// Through which proxy, and trusting which authorities.
#[derive(Clone, Debug, Args)]
pub(crate) struct WayArgs {
    // Whatever it is, the parser of arguments takes it: what it refuses it repeats, and there may be a password in it.
    /// `system`, `none`, http://host:port or socks5h://host:port
    #[arg(long, env = "TAPEDECK_PROXY", value_name = "URL", hide_env_values = true, value_parser = StringValueParser::new().map(Secret::new))]
    pub(crate) proxy: Option<Secret>,
    /// Trust the authorities in this file (PEM or DER) besides those of the system
    #[arg(
        long,
        env = "TAPEDECK_CA_FILE",
        value_name = "PATH",
        hide_env_values = true
    )]
    pub(crate) ca_file: Option<PathBuf>,
}

impl WayArgs {
    /// Flags and environment; what they leave out is the profile's. `authorities` is what was in the file.
    pub(crate) fn input(&self, authorities: Option<String>) -> ConnectionInput {
        let typed = self
            .proxy
            .as_ref()
            .map(Secret::expose)
            .filter(|text| !text.is_empty());
        let proxy = typed.map(|typed| match typed {
            "system" => ProxyInput::default(),
            "none" => ProxyInput {
                mode: ProxyMode::None,
                ..ProxyInput::default()
            },
            address => ProxyInput {
                mode: ProxyMode::Given,
                address: address.to_owned(),
                // The user name may be in the address.
                user: String::new(),
                password: env::var("TAPEDECK_PROXY_PASSWORD").unwrap_or_default(),
            },
        });
        ConnectionInput { proxy, authorities }
    }
}
