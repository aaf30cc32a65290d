//! Who works at Harbour & Pine Ltd, and its queues, trunks and numbers. All of it is invented; outside numbers come
//! from the ranges that the UK regulator keeps free for films and books.

/// One extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The extension number.
    pub extension: &'static str,
    /// The account name, which is what one signs in with.
    pub user: &'static str,
    /// The name people see.
    pub display_name: &'static str,
    /// The department.
    pub department: &'static str,
}

impl Person {
    /// The id of the user resource: opaque, an 18-digit decimal string.
    pub fn id(&self) -> String {
        format!("700551909773{:0>6}", self.extension)
    }
}

/// One call queue or ring group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// The number callers reach it by.
    pub number: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The extensions of its agents or members.
    pub agents: &'static [&'static str],
    /// The number dialled from outside that leads to it.
    pub did: &'static str,
}

/// One virtual receptionist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ivr {
    /// The number callers reach it by.
    pub number: &'static str,
    /// Its name.
    pub name: &'static str,
}

impl Ivr {
    /// The id of the resource.
    pub fn id(&self) -> String {
        format!("700551909775{:0>6}", self.number)
    }
}

impl Queue {
    /// The id of the resource.
    pub fn id(&self) -> String {
        format!("700551909774{:0>6}", self.number)
    }
}

/// The tenant's id.
pub const TENANT_ID: &str = "877828121322061824";
/// The tenant's name.
pub const COMPANY_NAME: &str = "Harbour & Pine Ltd";
/// The tenant's SIP domain.
pub const DOMAIN: &str = "demo.tapedeck.test";
/// The two trunks: calls come and go over the first, the second takes what the first cannot.
pub const TRUNKS: [&str; 2] = ["Northlink SIP", "Coastal Voice"];
/// The number that outbound calls show.
pub const MAIN_NUMBER: &str = "+441632960100";

const fn person(
    extension: &'static str,
    user: &'static str,
    display_name: &'static str,
    department: &'static str,
) -> Person {
    Person {
        extension,
        user,
        display_name,
        department,
    }
}

/// Everybody with an extension.
pub const PEOPLE: [Person; 25] = [
    person("101", "anna.keller", "Anna Keller", "Sales"),
    person("102", "tom.ashdown", "Tom Ashdown", "Sales"),
    person("103", "priya.raman", "Priya Raman", "Sales"),
    person("104", "lewis.mckay", "Lewis McKay", "Sales"),
    person("105", "zoe.fenwick", "Zoë Fenwick", "Sales"),
    person("106", "marco.bellini", "Marco Bellini", "Sales"),
    person("107", "grace.okafor", "Grace Okafor", "Support"),
    person("108", "daniel.hirst", "Daniel Hirst", "Support"),
    person("109", "sofia.lindqvist", "Sofia Lindqvist", "Support"),
    person("110", "omar.haddad", "Omar Haddad", "Support"),
    person("111", "ruth.pemberton", "Ruth Pemberton", "Support"),
    person("112", "kenji.watanabe", "Kenji Watanabe", "Support"),
    person("113", "bridget.oneill", "Bridget O'Neill", "Support"),
    person("114", "helen.marsh", "Helen Marsh", "Billing"),
    person("115", "victor.dubois", "Victor Dubois", "Billing"),
    person("116", "ines.carvalho", "Inês Carvalho", "Billing"),
    person("117", "peter.novak", "Peter Novák", "Workshop"),
    person("118", "colin.drake", "Colin Drake", "Workshop"),
    person("119", "mei.tan", "Mei Tan", "Workshop"),
    person("120", "andrew.stone", "Andrew Stone", "Logistics"),
    person("121", "fatima.zahra", "Fatima Zahra", "Logistics"),
    person("122", "jack.holloway", "Jack Holloway", "Logistics"),
    person("123", "eleanor.pine", "Eleanor Pine", "Management"),
    person("124", "george.harbour", "George Harbour", "Management"),
    person("125", "front.desk", "Front Desk", "Office"),
];

/// The queues.
pub const QUEUES: [Queue; 3] = [
    Queue {
        number: "8001",
        name: "Sales",
        agents: &["101", "102", "103", "104", "105", "106"],
        did: "+441632960101",
    },
    Queue {
        number: "8002",
        name: "Support",
        agents: &["107", "108", "109", "110", "111", "112", "113"],
        did: "+441632960102",
    },
    Queue {
        number: "8003",
        name: "Billing",
        agents: &["114", "115", "116"],
        did: "+441632960103",
    },
];

/// The ring groups: no music, no waiting, all members ring.
pub const RING_GROUPS: [Queue; 2] = [
    Queue {
        number: "6001",
        name: "Workshop",
        agents: &["117", "118", "119"],
        did: "+441632960117",
    },
    Queue {
        number: "6002",
        name: "Logistics",
        agents: &["120", "121", "122"],
        did: "+441632960120",
    },
];

/// The virtual receptionists.
pub const IVRS: [Ivr; 1] = [Ivr {
    number: "7001",
    name: "Main menu",
}];

/// Where unanswered callers speak to a machine; no resource of its own.
pub const VOICEMAIL: &str = "999";

/// Who takes what a queue cannot.
pub(crate) const FRONT_DESK: &str = "125";

/// Names of outside callers, as a trunk delivers them; many calls carry none.
pub(crate) const OUTSIDERS: [&str; 16] = [
    "Robin Hale",
    "Dana Whitlock",
    "J. Prescott",
    "Sailing Club",
    "Amelia Ford",
    "Hotel Meridian",
    "W. Okoye",
    "Larchwood Estates",
    "Ivy Bennett",
    "Café Blume",
    "N. Sørensen",
    "St Mary's School",
    "Owen Price",
    "Harriet Cole",
    "Quayside Builders",
    "T. Almeida",
];

/// The person with this extension.
pub fn person_at(extension: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.extension == extension)
}

/// The queue with this number.
pub fn queue_at(number: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|queue| queue.number == number)
}

/// The ring group with this number.
pub fn ring_group_at(number: &str) -> Option<&'static Queue> {
    RING_GROUPS.iter().find(|group| group.number == number)
}

/// The virtual receptionist with this number.
pub fn ivr_at(number: &str) -> Option<&'static Ivr> {
    IVRS.iter().find(|ivr| ivr.number == number)
}

/// Whatever name a number of the house has; empty for numbers outside.
pub(crate) fn name_of(number: &str) -> &'static str {
    let service = queue_at(number).or_else(|| ring_group_at(number));
    person_at(number)
        .map(|person| person.display_name)
        .or(service.map(|queue| queue.name))
        .or(ivr_at(number).map(|ivr| ivr.name))
        .unwrap_or(if number == VOICEMAIL { "Voicemail" } else { "" })
}

/// The number dialled from outside that rings this extension.
pub(crate) fn direct_number(extension: &str) -> String {
    format!("+441632960{extension}")
}
