//! The tables that the workloads read, with the columns that they need. Lists are sorted by columns in the order of these
//! fields.

pub mod department {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "department")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        #[sea_orm(has_many)]
        pub establishments: HasMany<super::establishment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod zone {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "zone")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub code: String,
        pub name: String,
        #[sea_orm(has_many, via = "zone_membership")]
        pub establishments: HasMany<super::establishment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod zone_membership {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "zone_membership")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub zone_id: Uuid,
        pub establishment_id: Uuid,
        #[sea_orm(belongs_to, from = "zone_id", to = "id")]
        pub zone: BelongsTo<super::zone::Entity>,
        #[sea_orm(belongs_to, from = "establishment_id", to = "id")]
        pub establishment: BelongsTo<super::establishment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod establishment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "establishment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub department_id: Uuid,
        pub uai: String,
        pub name: String,
        pub folded: String,
        #[sea_orm(belongs_to, from = "department_id", to = "id")]
        pub department: BelongsTo<super::department::Entity>,
        #[sea_orm(has_many, via = "zone_membership")]
        pub zones: HasMany<super::zone::Entity>,
        #[sea_orm(has_many)]
        pub mandates: HasMany<super::mandate::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub display_name: String,
        #[sea_orm(has_many)]
        pub mandates: HasMany<super::mandate::Entity>,
        #[sea_orm(has_one)]
        pub contact: HasOne<super::person_contact::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod person_contact {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub person_id: Uuid,
        pub mail: String,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<super::person::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mandate {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub academy_id: Uuid,
        pub establishment_id: Uuid,
        pub person_id: Uuid,
        pub school_year: String,
        pub starts_on: Date,
        pub ends_on: Date,
        pub decision: String,
        pub share: String,
        pub first_mandate_on: Date,
        pub answered_at: Option<DateTimeUtc>,
        pub decline_reason: Option<String>,
        pub end_reason: Option<String>,
        pub version: i64,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        #[sea_orm(belongs_to, from = "establishment_id", to = "id")]
        pub establishment: BelongsTo<super::establishment::Entity>,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<super::person::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
