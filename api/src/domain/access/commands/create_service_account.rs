//! `createServiceAccount`.

use async_graphql::InputObject;
use entity::access::{service_account, service_establishment, service_secret};
use kernel::{
    Uuid,
    actor::{Capacity, Desks, Scope, Scopes},
    command::Command,
    fold::fold,
    refusal::{Fault, Refusal},
    scalars::{Date, Uai},
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::Issued;
use crate::domain::{
    access::{
        ServiceAccount, ServiceSecret,
        events::{SERVICE_ACCOUNT_CREATED, SERVICE_SECRET_MADE},
        rules,
        secret::Secret,
        sheet::{CREATE, ROTATE},
    },
    people::rules::{identifier, short_text},
    territory::lookups::{academy_of, establishments_of},
};

/// A new service account. You answer for it: it can do what its scopes say of what you may do, and ends with your office.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateServiceAccountInput")]
pub struct CreateServiceAccount {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// What it is for: 1 to 100 characters.
    pub name: String,
    /// What it may do of what you may do.
    pub scopes: Vec<Scope>,
    /// Unit codes of the establishments that it is limited to, 500 at most, with the persons who work there; your whole office when left out.
    pub establishments: Option<Vec<Uai>>,
    /// Systems whose identifiers of persons it reads, such as `AAF`; all when left out.
    pub systems: Option<Vec<String>>,
    /// Networks it may come from, such as `192.0.2.0/24`, 50 at most; any when left out.
    pub addresses: Option<Vec<String>>,
    /// Its last day, included: within a year.
    pub expires_on: Date,
}

impl Command for CreateServiceAccount {
    const NAME: &'static str = "createServiceAccount";
    type Outcome = Issued;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let actor = &work.viewer.actor;
        let officer = actor.person().ok_or_else(|| Refusal::NotAllowed { reason: text("A person makes an account.", "Une personne crée un compte.") })?;
        let name = short_text("name", &self.name, 100)?;
        rules::expiry(actor.today, self.expires_on.0)?;
        let offices = actor.hats.iter().filter(|hat| hat.capacity == Capacity::Rectorate && hat.academy == Some(academy.id));
        let desks: Desks = offices.flat_map(|hat| hat.desks.list()).collect();
        rules::scopes(&self.scopes, desks)?;
        let addresses = rules::networks(self.addresses.as_deref().unwrap_or_default())?;
        let establishments = self.served(work, academy.id).await?;

        let row = service_account::ActiveModel {
            academy_id: Set(academy.id),
            folded: Set(fold(&name)),
            name: Set(name),
            officer_id: Set(officer),
            scopes: Set(self.scopes.iter().copied().collect::<Scopes>().bits()),
            limited: Set(self.establishments.is_some()),
            systems: Set(self.systems()?),
            addresses: Set(addresses),
            expires_on: Set(self.expires_on.0),
            ..Default::default()
        };
        let row = work.create::<ServiceAccount>(CREATE, row).await?;
        let served = establishments.into_iter().map(|id| service_establishment::ActiveModel {
            account_id: Set(row.id),
            establishment_id: Set(id),
            ..Default::default()
        });
        work.attach::<ServiceAccount, service_establishment::Entity>(&row, "establishments", served.collect()).await?;
        work.announce(SERVICE_ACCOUNT_CREATED.of::<ServiceAccount>(&row));
        issue(work, row.academy_id, row.id).await
    }
}

impl CreateServiceAccount {
    /// The establishments of the list: of the academy, each once.
    async fn served(&self, work: &Work<'_>, academy: Uuid) -> Result<Vec<Uuid>, Refusal> {
        let Some(uais) = &self.establishments else { return Ok(Vec::new()) };
        if uais.is_empty() || uais.len() > rules::MOST_ESTABLISHMENTS {
            let message = text("1 to 500 establishments, or leave the list out.", "De 1 à 500 établissements, ou omettez la liste.");
            return Err(Refusal::invalid("establishments", message));
        }
        let found = establishments_of(work, uais.iter()).await?;
        let mut ids = Vec::new();
        for (at, uai) in uais.iter().enumerate() {
            match found.get(uai.as_str()).filter(|row| row.academy_id == academy) {
                Some(row) => ids.push(row.id),
                None => {
                    let message = text("No establishment of this academy has this code.", "Aucun établissement de cette académie n'a ce code.");
                    return Err(Fault::invalid(format!("establishments.{at}"), message).coded("NOT_FOUND").into());
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    fn systems(&self) -> Result<Option<String>, Fault> {
        let Some(systems) = &self.systems else { return Ok(None) };
        let mut names = Vec::new();
        for (at, system) in systems.iter().enumerate() {
            let fault = |_| Fault::invalid(format!("systems.{at}"), text("Not the name of a system.", "Ce n'est pas le nom d'un système."));
            let (name, _) = identifier(system, "value").map_err(fault)?;
            if name.contains(' ') {
                return Err(fault(Fault::invalid("", text("", ""))));
            }
            names.push(name);
        }
        Ok((!names.is_empty()).then(|| names.join(" ")))
    }
}

/// Gives an account a new secret.
pub(super) async fn issue(work: &mut Work<'_>, academy: Uuid, account: Uuid) -> Result<Issued, Refusal> {
    let secret = Secret::make();
    let row = service_secret::ActiveModel {
        academy_id: Set(academy),
        account_id: Set(account),
        prefix: Set(secret.prefix().to_owned()),
        hash: Set(secret.hash()),
        ..Default::default()
    };
    let row = work.create::<ServiceSecret>(ROTATE, row).await?;
    work.announce(SERVICE_SECRET_MADE.of::<ServiceSecret>(&row));
    Ok(Issued { account: account.into(), secret: Some(secret) })
}
