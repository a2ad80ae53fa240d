//! Somebody who uses the API: reads, and acts by the verbs of the domain.

use api::app::App;
use kernel::Uuid;
use serde_json::{Value, json};

use crate::{Outcome, School, World, world::person_id};

/// Fields that the answer of a mutation on a mandate shows.
const MANDATE: &str = "object { id version state schoolYear startsOn endsOn firstMandateOn declineReason endReason predecessor { id } person { displayName } establishment { uai } } dryRun replayed";

/// Somebody with a token, or anyone.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Name, for the reader of a story.
    pub name: String,
    /// Id of the person in the API.
    pub id: String,
    /// The token; none for anyone.
    pub token: Option<String>,
}

impl Persona {
    /// A person of the directory, with a token good for a year.
    pub fn of(app: &App, name: &str, person: Uuid) -> Self {
        let token = app.issuer.token(person, app.store.clock.now().timestamp(), 24 * 365).expect("a token");
        Self { name: name.into(), id: person_id(person), token: Some(token) }
    }

    /// Sends an operation.
    pub async fn asks(&self, world: &World, query: &str) -> Outcome {
        world.send(self, query, json!({})).await
    }

    /// Runs a mutation whose one argument is an input.
    pub async fn does(&self, world: &World, mutation: &str, shown: &str, input: Value) -> Outcome {
        self.does_with(world, mutation, shown, input, json!({})).await
    }

    /// The same with options.
    pub async fn does_with(&self, world: &World, mutation: &str, shown: &str, input: Value, options: Value) -> Outcome {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!("mutation($input: {kind}!, $options: CommandOptions) {{ {mutation}(input: $input, options: $options) {{ {shown} }} }}");
        world.send(self, &query, json!({ "input": input, "options": options })).await
    }

    /// Proposes a mandate for this school year.
    pub async fn proposes(&self, world: &World, person: &Self, school: &School) -> Outcome {
        self.proposes_for(world, person, school, "2026-2027").await
    }

    /// Proposes a mandate for a school year.
    pub async fn proposes_for(&self, world: &World, person: &Self, school: &School, year: &str) -> Outcome {
        self.does(world, "proposeMandate", MANDATE, json!({ "establishment": school.uai, "person": person.id, "schoolYear": year })).await
    }

    /// Proposes a mandate between two days.
    pub async fn proposes_between(&self, world: &World, person: &Self, school: &School, starts: &str, ends: &str) -> Outcome {
        let input = json!({ "establishment": school.uai, "person": person.id, "schoolYear": "2026-2027", "startsOn": starts, "endsOn": ends });
        self.does(world, "proposeMandate", MANDATE, input).await
    }

    /// Accepts a mandate, as it was read.
    pub async fn accepts(&self, world: &World, mandate: &Value) -> Outcome {
        self.does(world, "acceptMandate", MANDATE, named(mandate)).await
    }

    /// Accepts a mandate, with options.
    pub async fn accepts_with(&self, world: &World, mandate: &Value, options: Value) -> Outcome {
        self.does_with(world, "acceptMandate", MANDATE, named(mandate), options).await
    }

    /// Declines a mandate.
    pub async fn declines(&self, world: &World, mandate: &Value, because: &str) -> Outcome {
        let mut input = named(mandate);
        input["because"] = because.into();
        self.does(world, "declineMandate", MANDATE, input).await
    }

    /// Withdraws a mandate.
    pub async fn withdraws(&self, world: &World, mandate: &Value) -> Outcome {
        self.does(world, "withdrawMandate", MANDATE, named(mandate)).await
    }

    /// Ends a mandate on a day.
    pub async fn ends(&self, world: &World, mandate: &Value, on: &str) -> Outcome {
        let mut input = named(mandate);
        input["endsOn"] = on.into();
        input["because"] = "RESIGNED".into();
        self.does(world, "endMandate", MANDATE, input).await
    }

    /// Rolls the mandates of 2026-2027 over.
    pub async fn rolls_over(&self, world: &World, scope: Value) -> Outcome {
        let shown =
            "dryRun count(status: CREATED) results { key status error { code message hint } object { id schoolYear state predecessor { id } firstMandateOn } }";
        self.does(world, "rollOverMandates", shown, json!({ "from": "2026-2027", "academy": "13", "scope": scope })).await
    }

    /// Appoints somebody.
    pub async fn appoints(&self, world: &World, person: &Self, school: &School, function: &str, starts: &str, ends: Option<&str>) -> Outcome {
        let input = json!({ "person": person.id, "establishment": school.uai, "function": function, "startsOn": starts, "endsOn": ends });
        self.does(world, "appoint", "object { id version function startsOn endsOn }", input).await
    }

    /// Makes a person of the directory, and acts as them.
    pub async fn makes_a_person(&self, world: &World, given: &str, family: &str) -> Self {
        let number = world.next();
        let input = json!({ "academy": if self.name.contains("toulouse") { "16" } else { "13" }, "givenName": given, "familyName": family, "mail": format!("{number}@stories.example") });
        let made = self.does(world, "createPerson", "object { id }", input).await;
        let id = made.text("createPerson.object.id");
        let (_, uuid) = kernel::resource::parse_id(&id).expect("an id");
        Self::of(&world.app, &format!("{given} {family}"), uuid)
    }
}

fn named(mandate: &Value) -> Value {
    json!({ "id": mandate["id"], "version": mandate["version"] })
}
