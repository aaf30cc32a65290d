//! The user groups, and who administers them (22.8, api.md 5 and 8).

/// A user group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: &'static str,
    /// The extensions in it.
    pub members: &'static [&'static str],
    /// The accounts that administer it.
    pub administrators: &'static [&'static str],
    /// Whether its administrators may see its recordings (`allow_admin_recordings`).
    pub admin_recordings: bool,
}

/// The groups. Marco Bellini administers two, Peter Novák one without its recordings.
pub const GROUPS: [Group; 4] = [
    Group {
        name: "Sales",
        members: &["101", "102", "103", "104", "105", "106"],
        administrators: &["marco.bellini"],
        admin_recordings: true,
    },
    Group {
        name: "Support",
        members: &["107", "108", "109", "110", "111", "112", "113"],
        administrators: &["grace.okafor"],
        admin_recordings: true,
    },
    Group {
        name: "Billing",
        members: &["114", "115", "116"],
        administrators: &["marco.bellini", "helen.marsh"],
        admin_recordings: true,
    },
    Group {
        name: "Workshop",
        members: &["117", "118", "119"],
        administrators: &["peter.novak"],
        admin_recordings: false,
    },
];

impl Group {
    /// The id of the group resource: opaque, a decimal string.
    pub fn id(&self) -> String {
        let place = GROUPS.iter().position(|group| group == self).unwrap_or(0);
        format!("70055190977500000{place}")
    }

    /// Whether this account administers it.
    pub fn is_administered_by(&self, user: &str) -> bool {
        self.administrators.contains(&user)
    }
}
