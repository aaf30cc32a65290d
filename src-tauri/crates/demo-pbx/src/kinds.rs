//! What a request is about: faults are aimed at, and requests are counted by, these kinds.

use serde::{Deserialize, Serialize};

/// One kind of path. `cdrs`, `recordings` … in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathKind {
    /// `/info`
    Info,
    /// `/auth/sign_in`, `/login`, `/login/oauth/token` (its renewals too), `/tokens`, v12's `/account/credentials/verify`
    SignIn,
    /// `/auth/send_otp`, `/auth/verify_otp`
    Otp,
    /// `/auth/refresh_token`, `/tokens/refresh`
    Refresh,
    /// `/auth/sign_out`, `/logout`, `/login/oauth/revoke`, `/tokens/destroy`
    SignOut,
    /// `/auth/user`, `/user`
    WhoAmI,
    /// `/cdrs` and `/user/cdrs`
    Cdrs,
    /// `/cdrs/{id}` and `/user/cdrs/{id}`
    Cdr,
    /// `/calllogs`
    Calllogs,
    /// `/calllogs/{id}`
    Calllog,
    /// `/recordings` and `/user/recordings`
    Recordings,
    /// `/recordings/{id}` and `/user/recordings/{id}`
    Recording,
    /// `/users`, `/users/{id}`
    Users,
    /// `/call_queues`, `/call_queues/{id}/agents`, `/ring_groups`, `/ivrs`
    Queues,
    /// `/groups`, `/groups/{id}/members`, `/groups/{id}/administrators`, `/user/groups/administered`
    Groups,
    /// `/extension_numbers/{n}`
    ExtensionNumber,
    /// `/tenant`, `/tenant/status`, `/tenants`, `/roles/{name}`
    Tenant,
    /// `/tenants/switch`
    TenantSwitch,
    /// `/blobs/{digest}` and, for v16, `/files/{id}/data`
    Blob,
    /// `/wsi`: the event socket is asked for.
    Events,
    /// Anything else.
    Other,
}

impl PathKind {
    /// The kind of a path below the server's root, such as `/api/cdrs`.
    pub(crate) fn of(path: &str) -> Self {
        let Some(path) = path.strip_prefix("/api/") else {
            return if path == "/wsi" {
                Self::Events
            } else {
                Self::Other
            };
        };
        let own = path.strip_prefix("user/").unwrap_or(path);
        let parts: Vec<&str> = own.trim_end_matches('/').split('/').collect();
        match parts.as_slice() {
            ["info"] => Self::Info,
            ["auth", "sign_in"]
            | ["login" | "tokens"]
            | ["login", "oauth", "token"]
            | ["account", "credentials", "verify"] => Self::SignIn,
            ["auth", "send_otp" | "verify_otp"] => Self::Otp,
            ["auth", "refresh_token"] | ["tokens", "refresh"] => Self::Refresh,
            ["auth", "sign_out"]
            | ["logout"]
            | ["login", "oauth", "revoke"]
            | ["tokens", "destroy"] => Self::SignOut,
            ["auth", "user"] | ["user"] => Self::WhoAmI,
            ["cdrs"] => Self::Cdrs,
            ["cdrs", _] => Self::Cdr,
            ["calllogs"] => Self::Calllogs,
            ["calllogs", _] => Self::Calllog,
            ["recordings"] => Self::Recordings,
            ["recordings", _] => Self::Recording,
            ["users", ..] => Self::Users,
            ["call_queues" | "ring_groups" | "ivrs", ..] => Self::Queues,
            ["groups", ..] => Self::Groups,
            ["extension_numbers", _] => Self::ExtensionNumber,
            ["tenants", "switch"] => Self::TenantSwitch,
            ["tenant" | "tenants" | "roles", ..] => Self::Tenant,
            ["blobs", _] | ["files", _, "data"] => Self::Blob,
            _ => Self::Other,
        }
    }
}
