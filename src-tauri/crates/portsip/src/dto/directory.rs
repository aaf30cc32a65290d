//! Who and where: the server, the tenant, the signed-in account, extensions and queues (api.md, sections 1 and 6).

use serde::Deserialize;

use super::field::{Flag, Text};

/// What the server tells before sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The PBX's own idea of its host name.
    pub web_domain: Option<String>,
    /// The tenant's name, if the asked SIP domain exists.
    pub name: Option<String>,
    /// The tenant's SIP domain.
    pub domain: Option<String>,
    /// Whether the server answered as documented. `false`: it has the PBX's errors or portal page, but no such call.
    pub documented: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InfoWire {
    web_domain: Option<Text>,
    private_ipv4: Option<Text>,
    public_ipv4: Option<Text>,
    enable_ipv6: Option<Flag>,
    primary_dns_server: Option<Text>,
    enable_ms365_integration: Option<Flag>,
    name: Option<Text>,
    domain: Option<Text>,
}

impl Info {
    /// `None` if the text is not what `/info` answers.
    pub(crate) fn read(body: &str) -> Option<Self> {
        let wire: InfoWire = serde_json::from_str(body).ok()?;
        let documented = [
            &wire.web_domain,
            &wire.private_ipv4,
            &wire.public_ipv4,
            &wire.primary_dns_server,
            &wire.name,
            &wire.domain,
        ]
        .iter()
        .any(|field| field.is_some())
            || wire.enable_ipv6.is_some()
            || wire.enable_ms365_integration.is_some();
        let text = |field: Option<Text>| field.and_then(Text::some);
        documented.then(|| Self {
            web_domain: text(wire.web_domain),
            name: text(wire.name),
            domain: text(wire.domain),
            documented,
        })
    }
}

/// A tenant of the PBX.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenant {
    /// Its id, for [`crate::Client::switch_tenant`]; may be empty.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its SIP domain.
    pub domain: String,
    /// Its IANA time zone, `Asia/Shanghai`; `None` if not set.
    pub timezone: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TenantWire {
    id: Text,
    name: Text,
    domain: Text,
    timezone: Text,
}

impl Tenant {
    /// `None` if the text is no tenant.
    pub(crate) fn read(body: &str) -> Option<Self> {
        let wire: TenantWire = serde_json::from_str(body).ok()?;
        let empty = [&wire.id, &wire.name, &wire.domain, &wire.timezone]
            .iter()
            .all(|field| field.0.is_empty());
        (!empty).then(|| Self {
            id: wire.id.0,
            name: wire.name.0,
            domain: wire.domain.0,
            timezone: wire.timezone.some(),
        })
    }
}

/// `/tenant/status` and `/admin/status`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StatusWire {
    pub(crate) version: Text,
}

/// The signed-in account; what the PBX does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// `Admin`, `QueueManager`, `StandardUser`, … or a custom role.
    pub role: Option<String>,
    /// The account name.
    pub user_name: Option<String>,
    /// The name for people.
    pub display_name: Option<String>,
    /// The extension.
    pub extension_number: Option<String>,
    /// The user's own IANA time zone (22.6 and later).
    pub timezone: Option<String>,
    /// The initial password must be changed in the portal first.
    pub force_reset: bool,
}

/// `/auth/user`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuthUserWire {
    pub(crate) role: Text,
    pub(crate) role_name: Text,
    pub(crate) password_force_reset: Flag,
}

/// `/user` and the rows of `/users`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct UserWire {
    pub(crate) id: Text,
    pub(crate) name: Text,
    pub(crate) display_name: Text,
    pub(crate) role: Text,
    pub(crate) role_name: Text,
    pub(crate) extension_number: Text,
    pub(crate) timezone: Text,
}

/// An extension of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identity of the row.
    pub id: String,
    /// The account name.
    pub name: String,
    /// The name for people; the account name if there is none.
    pub display_name: String,
    /// The extension.
    pub extension_number: String,
}

impl User {
    /// `None` for a row without identity.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let wire: UserWire = serde_json::from_str(json).ok()?;
        let id = [&wire.id, &wire.extension_number, &wire.name]
            .into_iter()
            .find(|text| !text.0.is_empty())?
            .0
            .clone();
        let display_name = if wire.display_name.0.is_empty() {
            wire.name.0.clone()
        } else {
            wire.display_name.0
        };
        Some(Self {
            id,
            name: wire.name.0,
            display_name,
            extension_number: wire.extension_number.0,
        })
    }
}

/// What stands behind a number of the tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Somebody's extension.
    Extension,
    /// A call queue.
    CallQueue,
    /// A ring group.
    RingGroup,
    /// A virtual receptionist, which is an IVR.
    VirtualReceptionist,
    /// A conference room.
    ConferenceRoom,
    /// A kind this version does not know, as sent; empty if none was.
    Other(String),
}

impl NumberKind {
    /// From `type` of `/extension_numbers/{n}`.
    fn read(text: String) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "EXTENSION" => Self::Extension,
            "CALL_QUEUE" => Self::CallQueue,
            "RING_GROUP" => Self::RingGroup,
            "VIRTUAL_RECEPTIONIST" | "IVR" => Self::VirtualReceptionist,
            "CONFERENCE_ROOM" => Self::ConferenceRoom,
            _ => Self::Other(text),
        }
    }
}

/// A number of the tenant that is no account: a call queue, ring group, virtual receptionist, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberInfo {
    /// Identity of the row.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number it is called by.
    pub number: String,
    /// What it is.
    pub kind: NumberKind,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NumberWire {
    id: Text,
    name: Text,
    extension_number: Text,
    #[serde(rename = "type")]
    kind: Text,
}

impl NumberInfo {
    /// A row of the list of one kind; `None` without identity.
    pub(crate) fn read(json: &str, kind: NumberKind) -> Option<Self> {
        let wire: NumberWire = serde_json::from_str(json).ok()?;
        let id = [&wire.id, &wire.extension_number]
            .into_iter()
            .find(|text| !text.0.is_empty())?
            .0
            .clone();
        Some(Self {
            id,
            name: wire.name.0,
            number: wire.extension_number.0,
            kind,
        })
    }

    /// The answer about a single number, which says itself what it is.
    pub(crate) fn read_single(json: &str) -> Option<Self> {
        let wire: NumberWire = serde_json::from_str(json).ok()?;
        Self::read(json, NumberKind::read(wire.kind.0))
    }
}

/// A user group of the tenant (22.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name; the id if there is none.
    pub name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GroupWire {
    id: Text,
    name: Text,
    allow_admin_recordings: Option<Flag>,
}

impl Group {
    /// `None` for a row without id, and for a group that keeps its recordings from its administrators.
    pub(crate) fn read_recorded(json: &str) -> Option<Self> {
        let wire: GroupWire = serde_json::from_str(json).ok()?;
        let open = wire.allow_admin_recordings.is_none_or(|flag| flag.0);
        let id = wire.id.some().filter(|_| open)?;
        let name = wire.name.some().unwrap_or_else(|| id.clone());
        Some(Self { id, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_any_of_its_fields() {
        let info = Info::read(
            r#"{"web_domain":"pbx.example.com","enable_ipv6":false,"name":"","domain":null}"#,
        )
        .expect("info");
        assert_eq!(
            (info.web_domain.as_deref(), info.name),
            (Some("pbx.example.com"), None)
        );
        for other in ["{}", "[]", "", "<html>", r#"{"status":"ok"}"#] {
            assert!(Info::read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn groups_that_keep_their_recordings_are_left_out() {
        let read = |json: &str| Group::read_recorded(json).map(|group| group.name);
        assert_eq!(
            read(r#"{"id":"7","name":"Sales"}"#).as_deref(),
            Some("Sales")
        );
        assert_eq!(
            read(r#"{"id":7,"allow_admin_recordings":true}"#).as_deref(),
            Some("7")
        );
        assert_eq!(
            read(r#"{"id":"7","name":"Sales","allow_admin_recordings":false}"#),
            None
        );
        assert_eq!(read(r#"{"name":"Sales"}"#), None);
    }

    #[test]
    fn empty_objects_are_nobody() {
        assert!(Tenant::read("{}").is_none());
        assert_eq!(
            Tenant::read(r#"{"name":"ACME","timezone":""}"#)
                .expect("tenant")
                .timezone,
            None
        );
        assert!(User::read(r#"{"display_name":"x"}"#).is_none());
        assert_eq!(
            User::read(r#"{"id":7,"name":"bob","extension_number":101}"#)
                .expect("user")
                .display_name,
            "bob"
        );
    }

    #[test]
    fn a_number_says_what_it_is() {
        let read = |kind: &str| {
            NumberInfo::read_single(&format!(
                r#"{{"id":"7","extension_number":8001,"name":"Sales","type":"{kind}"}}"#
            ))
            .expect(kind)
            .kind
        };
        for (kind, expected) in [
            ("EXTENSION", NumberKind::Extension),
            ("CALL_QUEUE", NumberKind::CallQueue),
            ("ring_group", NumberKind::RingGroup),
            ("VIRTUAL_RECEPTIONIST", NumberKind::VirtualReceptionist),
            ("CONFERENCE_ROOM", NumberKind::ConferenceRoom),
            ("FAX", NumberKind::Other("FAX".to_owned())),
            ("", NumberKind::Other(String::new())),
        ] {
            assert_eq!(read(kind), expected, "{kind}");
        }
        assert_eq!(NumberInfo::read_single("{}"), None);
    }
}
