//! The kernel's own tables and those of territory, people, mandate and access.

use sea_orm_migration::{prelude::*, sea_orm::DbErr};

use crate::columns::{Schema, index, names, period, text, to, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schema = Schema::of(manager);
        for table in [schema.kernel(), schema.territory(), schema.people(), schema.mandate(), schema.access()].into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("changes go forward only; restore a backup instead".into()))
    }
}

impl Schema {
    fn kernel(&self) -> Vec<TableCreateStatement> {
        let mut event = Table::create();
        event
            .table("event")
            .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .col(text("kind"))
            .col(text("object_type"))
            .col(ColumnDef::new("object_id").uuid().not_null())
            .col(text("object_key"))
            .col(ColumnDef::new("version").big_integer().not_null())
            .col(ColumnDef::new("academy_id").uuid())
            .col(ColumnDef::new("changed").json().not_null())
            .col(ColumnDef::new("audit_id").uuid().not_null());
        let mut audit = self.table("audit");
        audit
            .col(ColumnDef::new("seq").big_integer().not_null().unique_key())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
            .col(text("kind"))
            .col(text("operation"))
            .col(text("outcome"))
            .col(ColumnDef::new("code").text())
            .col(text("actor_kind"))
            .col(ColumnDef::new("actor_id").uuid())
            .col(ColumnDef::new("actor_name").text())
            .col(ColumnDef::new("on_behalf_of").uuid())
            .col(ColumnDef::new("client").text())
            .col(ColumnDef::new("reason").text())
            .col(text("request_id"))
            .col(ColumnDef::new("academy_id").uuid())
            .col(ColumnDef::new("changes").big_integer().not_null())
            .col(text("changes_hash"))
            .col(text("previous"))
            .col(text("hash"));
        let mut change = self.table("audit_change");
        change.col(to("audit_id")).col(text("object_type")).col(to("object_id")).col(ColumnDef::new("part").text());
        for place in ["academy_id", "establishment_id", "person_id"] {
            change.col(ColumnDef::new(place).uuid());
        }
        for content in ["before", "after"] {
            change.col(ColumnDef::new(content).text());
        }
        change.col(text("salt")).col(text("hash")).foreign_key(&mut names("audit_change", "audit_id", "audit"));
        let mut idempotency = Table::create();
        idempotency
            .table("idempotency")
            .col(ColumnDef::new("key").text().not_null().primary_key())
            .col(text("fingerprint"))
            .col(ColumnDef::new("outcome").json().not_null())
            .col(ColumnDef::new("at").timestamp_with_time_zone().not_null());
        self.without_rowid(&mut idempotency);
        vec![event, audit, change, idempotency]
    }

    fn territory(&self) -> Vec<TableCreateStatement> {
        let mut region = self.table("region");
        region.col(self.key("code").unique_key().take()).col(text("name"));
        let mut academy = self.versioned("academy");
        academy.col(self.key("code").unique_key().take()).col(text("name")).col(self.key("folded")).col(to("region_id")).col(text("time_zone"));
        for column in ["holiday_zone", "address", "city", "phone", "mail", "website"] {
            academy.col(ColumnDef::new(column).text());
        }
        academy.foreign_key(&mut names("academy", "region_id", "region"));
        let mut settings = self.versioned("academy_settings");
        settings
            .col(to("academy_id").unique_key().take())
            .col(ColumnDef::new("publishes_referent_names").boolean().not_null().default(false))
            .foreign_key(&mut names("academy_settings", "academy_id", "academy"));
        let mut department = self.table("department");
        department
            .col(self.key("code").unique_key().take())
            .col(text("name"))
            .col(to("region_id"))
            .col(to("academy_id"))
            .foreign_key(&mut names("department", "region_id", "region"))
            .foreign_key(&mut names("department", "academy_id", "academy"));
        let mut authority = self.table("local_authority");
        authority.col(self.key("kind")).col(self.key("code")).col(text("name"));
        let mut establishment = self.versioned("establishment");
        establishment
            .col(to("academy_id"))
            .col(to("department_id"))
            .col(self.key("uai").unique_key().take())
            .col(text("name"))
            .col(self.key("folded"))
            .col(text("kind"))
            .col(text("sector"))
            .col(text("ministry"))
            .col(ColumnDef::new("parent_id").uuid())
            .col(text("owner_kind"))
            .col(ColumnDef::new("owner_id").uuid());
        for column in ["address", "postal_code", "city", "phone", "mail", "website", "source"] {
            establishment.col(ColumnDef::new(column).text());
        }
        for column in ["latitude", "longitude"] {
            establishment.col(ColumnDef::new(column).double());
        }
        establishment.col(ColumnDef::new("pupils").integer());
        for column in ["opened_on", "closed_on"] {
            establishment.col(ColumnDef::new(column).date());
        }
        for (column, table) in [("academy_id", "academy"), ("department_id", "department"), ("parent_id", "establishment"), ("owner_id", "local_authority")] {
            establishment.foreign_key(&mut names("establishment", column, table));
        }
        let mut zone = self.versioned("zone");
        zone.col(to("academy_id")).col(self.key("kind")).col(self.key("code")).col(text("name")).col(self.key("folded")).col(ColumnDef::new("note").text());
        period(&mut zone, false);
        zone.foreign_key(&mut names("zone", "academy_id", "academy"));
        let mut membership = self.table("zone_membership");
        membership.col(to("zone_id")).col(to("establishment_id"));
        period(&mut membership, false);
        membership.foreign_key(&mut names("zone_membership", "zone_id", "zone")).foreign_key(&mut names(
            "zone_membership",
            "establishment_id",
            "establishment",
        ));
        vec![region, academy, settings, department, authority, establishment, zone, membership]
    }

    fn people(&self) -> Vec<TableCreateStatement> {
        let mut person = self.versioned("person");
        person
            .col(to("academy_id"))
            .col(ColumnDef::new("civility").text())
            .col(text("family_name"))
            .col(text("given_name"))
            .col(text("display_name"))
            .col(self.key("folded"))
            .col(ColumnDef::new("deactivated_on").date())
            .foreign_key(&mut names("person", "academy_id", "academy"));
        let mut contact = self.table("person_contact");
        contact.col(to("person_id").unique_key().take()).col(to("academy_id")).col(self.key("mail")).foreign_key(&mut names(
            "person_contact",
            "person_id",
            "person",
        ));
        let mut identifier = self.table("person_identifier");
        identifier.col(to("person_id")).col(to("academy_id")).col(self.key("system")).col(self.key("value")).foreign_key(&mut names(
            "person_identifier",
            "person_id",
            "person",
        ));
        let mut discipline = self.table("discipline");
        discipline.col(self.key("code").unique_key().take()).col(text("label"));
        let mut taught = self.table("person_discipline");
        taught.col(to("person_id")).col(to("discipline_id")).foreign_key(&mut names("person_discipline", "person_id", "person")).foreign_key(&mut names(
            "person_discipline",
            "discipline_id",
            "discipline",
        ));
        let mut appointment = self.versioned("appointment");
        appointment.col(to("academy_id")).col(to("person_id")).col(to("establishment_id")).col(text("function"));
        period(&mut appointment, false);
        appointment.foreign_key(&mut names("appointment", "person_id", "person")).foreign_key(&mut names("appointment", "establishment_id", "establishment"));
        let mut office = self.versioned("office");
        office
            .col(to("academy_id"))
            .col(to("person_id"))
            .col(ColumnDef::new("department_id").uuid())
            .col(ColumnDef::new("basin_id").uuid())
            .col(ColumnDef::new("desks").small_integer().not_null());
        period(&mut office, false);
        for (column, table) in [("academy_id", "academy"), ("person_id", "person"), ("department_id", "department"), ("basin_id", "zone")] {
            office.foreign_key(&mut names("office", column, table));
        }
        vec![person, contact, identifier, discipline, taught, appointment, office]
    }

    fn mandate(&self) -> Vec<TableCreateStatement> {
        let mut mandate = self.versioned("mandate");
        mandate.col(to("academy_id")).col(to("establishment_id")).col(to("person_id")).col(self.key("school_year"));
        period(&mut mandate, true);
        mandate
            .col(text("decision"))
            .col(text("share"))
            .col(ColumnDef::new("first_mandate_on").date().not_null())
            .col(ColumnDef::new("predecessor_id").uuid())
            .col(ColumnDef::new("answered_at").timestamp_with_time_zone())
            .col(ColumnDef::new("decline_reason").text())
            .col(ColumnDef::new("end_reason").text());
        for (column, table) in [("academy_id", "academy"), ("establishment_id", "establishment"), ("person_id", "person"), ("predecessor_id", "mandate")] {
            mandate.foreign_key(&mut names("mandate", column, table));
        }
        vec![mandate]
    }

    fn access(&self) -> Vec<TableCreateStatement> {
        let mut account = self.versioned("service_account");
        account
            .col(to("academy_id"))
            .col(text("name"))
            .col(self.key("folded"))
            .col(to("officer_id"))
            .col(ColumnDef::new("scopes").integer().not_null())
            .col(ColumnDef::new("limited").boolean().not_null())
            .col(ColumnDef::new("systems").text())
            .col(ColumnDef::new("addresses").text())
            .col(ColumnDef::new("expires_on").date().not_null())
            .col(ColumnDef::new("revoked_at").timestamp_with_time_zone());
        for (column, table) in [("academy_id", "academy"), ("officer_id", "person")] {
            account.foreign_key(&mut names("service_account", column, table));
        }
        let mut secret = self.versioned("service_secret");
        secret
            .col(to("academy_id"))
            .col(to("account_id"))
            .col(text("prefix"))
            .col(text("hash").unique_key().take())
            .col(ColumnDef::new("expires_at").timestamp_with_time_zone())
            .col(ColumnDef::new("last_used_at").timestamp_with_time_zone())
            .foreign_key(&mut names("service_secret", "account_id", "service_account"));
        let mut served = self.table("service_establishment");
        served.col(to("account_id")).col(to("establishment_id"));
        for (column, table) in [("account_id", "service_account"), ("establishment_id", "establishment")] {
            served.foreign_key(&mut names("service_establishment", column, table));
        }
        let mut delegation = self.versioned("delegation");
        delegation.col(to("academy_id")).col(to("establishment_id")).col(to("principal_id")).col(to("deputy_id"));
        period(&mut delegation, true);
        delegation.col(ColumnDef::new("revoked_at").timestamp_with_time_zone());
        for (column, table) in [("academy_id", "academy"), ("establishment_id", "establishment"), ("principal_id", "person"), ("deputy_id", "person")] {
            delegation.foreign_key(&mut names("delegation", column, table));
        }
        vec![account, secret, served, delegation]
    }
}

/// Every list has its index, every reference too.
fn indexes() -> Vec<IndexCreateStatement> {
    let live = index("mandate", &["establishment_id", "person_id", "starts_on"])
        .unique()
        .name("mandate_live")
        .and_where(Expr::col("decision").eq("PROPOSED").or(Expr::col("decision").eq("ACCEPTED")))
        .take();
    vec![
        index("event", &["object_id", "seq"]),
        index("event", &["academy_id", "seq"]),
        index("audit", &["at"]),
        index("audit", &["academy_id", "seq"]),
        index("audit", &["actor_id", "seq"]),
        index("audit_change", &["audit_id"]),
        index("audit_change", &["object_id"]),
        index("audit_change", &["establishment_id"]),
        index("audit_change", &["person_id"]),
        index("idempotency", &["at"]),
        index("department", &["academy_id"]),
        unique("local_authority", &["kind", "code"]),
        index("establishment", &["academy_id", "folded", "id"]),
        index("establishment", &["department_id", "folded", "id"]),
        index("establishment", &["folded", "id"]),
        index("establishment", &["parent_id"]),
        index("establishment", &["owner_id"]),
        unique("zone", &["academy_id", "kind", "code"]),
        unique("zone_membership", &["zone_id", "establishment_id", "starts_on"]),
        index("zone_membership", &["establishment_id", "zone_id"]),
        index("person", &["academy_id", "folded", "id"]),
        index("person", &["folded", "id"]),
        unique("person_contact", &["academy_id", "mail"]),
        unique("person_identifier", &["academy_id", "system", "value"]),
        index("person_identifier", &["system", "value"]),
        index("person_identifier", &["person_id"]),
        unique("person_discipline", &["person_id", "discipline_id"]),
        index("person_discipline", &["discipline_id"]),
        index("appointment", &["person_id", "starts_on"]),
        index("appointment", &["establishment_id", "starts_on", "id"]),
        index("office", &["person_id", "starts_on", "id"]),
        index("office", &["academy_id", "starts_on", "id"]),
        index("mandate", &["establishment_id", "school_year", "id"]),
        index("mandate", &["person_id", "starts_on"]),
        index("mandate", &["academy_id", "school_year", "id"]),
        index("mandate", &["school_year", "id"]),
        index("mandate", &["predecessor_id"]),
        live,
        index("service_account", &["academy_id", "folded", "id"]),
        index("service_account", &["folded", "id"]),
        index("service_account", &["officer_id"]),
        index("service_secret", &["account_id", "id"]),
        unique("service_establishment", &["account_id", "establishment_id"]),
        index("service_establishment", &["establishment_id"]),
        index("delegation", &["establishment_id", "starts_on", "id"]),
        index("delegation", &["deputy_id", "starts_on"]),
        index("delegation", &["principal_id", "starts_on"]),
        index("delegation", &["academy_id", "starts_on", "id"]),
    ]
}
