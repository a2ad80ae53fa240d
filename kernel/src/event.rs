//! What a command tells the world: facts in the past, named by rooms.

use crate::resource::{ModelOf, Resource, column, id_of, uuid};

/// Name of a fact about a resource: `MandateAccepted`.
pub struct Fact(pub &'static str);

/// Something that happened to an object.
#[derive(Clone, Debug)]
pub struct Event {
    pub(crate) kind: &'static str,
    pub(crate) object_type: String,
    pub(crate) object_id: uuid::Uuid,
    pub(crate) object_key: String,
    pub(crate) version: i64,
    pub(crate) academy: Option<uuid::Uuid>,
}

impl Fact {
    /// The fact about one object.
    pub fn of<R: Resource>(&self, row: &ModelOf<R>) -> Event {
        let version = match column::<R::Row>("version").map(|version| sea_orm::ModelTrait::get(row, version)) {
            Some(sea_orm::Value::BigInt(Some(version))) => version,
            _ => 1,
        };
        Event {
            kind: self.0,
            object_type: R::type_name().into_owned(),
            object_id: id_of::<R>(row).0,
            object_key: R::natural_key(row),
            version,
            academy: column::<R::Row>("academy_id").and_then(|academy| uuid(row, academy)),
        }
    }
}
