//! A school of a story, with its principal.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{Persona, World, world::TOULOUSE};

/// An establishment.
pub struct School {
    world: Arc<World>,
    /// Its UAI.
    pub uai: String,
    /// Its id in the API.
    pub id: String,
    /// Its academy's officer.
    officer: Persona,
    principal: Option<Persona>,
}

/// A UAI whose check letter is right.
pub fn uai(department: &str, number: u32) -> String {
    let digits = format!("0{department:0>2}{number:04}");
    let letters = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let value: usize = digits.parse().expect("digits");
    format!("{digits}{}", char::from(letters[value % 23]))
}

impl School {
    pub(crate) async fn open(world: &Arc<World>, name: &str, kind: &str, academy: &str, department: &str, basin: &str) -> Self {
        let officer = if academy == TOULOUSE { world.rectorate_of_toulouse() } else { world.rectorate() }.clone();
        let uai = uai(department, world.next());
        let input = json!({
            "uai": uai, "name": name, "kind": kind, "sector": "PUBLIC", "academy": academy, "department": department, "basin": basin, "opensOn": "2000-09-01",
        });
        let made = officer.does(world, "createEstablishment", "object { id }", input).await;
        let id = made.text("createEstablishment.object.id");
        let mut school = Self { world: Arc::clone(world), uai, id, officer, principal: None };
        if kind != "SECTION" {
            school.principal = Some(school.appoint("Violette", "CAMELIA", "PRINCIPAL").await);
        }
        school
    }

    async fn appoint(&self, given: &str, family: &str, function: &str) -> Persona {
        let person = self.officer.makes_a_person(&self.world, given, family).await;
        self.officer.appoints(&self.world, &person, self, function, "2020-09-01", None).await.succeeds();
        person
    }

    /// The principal.
    pub fn principal(&self) -> &Persona {
        self.principal.as_ref().expect("a section has no principal")
    }

    /// A new teacher.
    pub async fn teacher(&self, name: &str) -> Persona {
        let (given, family) = name.split_once(' ').unwrap_or((name, "ROSE"));
        self.appoint(given, family, "TEACHER").await
    }

    /// A new deputy.
    pub async fn deputy(&self, name: &str) -> Persona {
        self.appoint(name, "LILAS", "DEPUTY").await
    }

    /// A teacher with an active mandate, and the mandate.
    pub async fn referent(&self, name: &str) -> (Persona, Value) {
        let teacher = self.teacher(name).await;
        let mandate = self.principal().proposes(&self.world, &teacher, self).await.object("proposeMandate.object");
        let accepted = teacher.accepts(&self.world, &mandate).await.object("acceptMandate.object");
        (teacher, accepted)
    }

    /// The establishment as somebody reads it.
    pub async fn read_by(&self, who: &Persona, shown: &str) -> crate::Outcome {
        who.asks(&self.world, &format!("{{ establishment(uai: \"{}\") {{ {shown} }} }}", self.uai)).await
    }
}
