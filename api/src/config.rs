//! What an operator sets in a file, `rupn.toml`: who is believed, and how the door is held.
//!
//! The database, the address and the folder are options of the command line; what is left out here has a default that
//! suits one academy. A key that is not known is refused, so that a slip of the pen is seen at the start.

use std::{fs, path::Path};

use serde::Deserialize;

/// The settings of an installation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who else than the product signs tokens, in the order of the file.
    #[serde(rename = "issuer")]
    pub issuers: Vec<IssuerConfig>,
    /// How the door is held.
    pub door: DoorConfig,
}

/// Somebody whose tokens are believed to name a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// Its name: the claim `iss`, an address that begins with `https://`.
    pub issuer: String,
}

/// How the door is held.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DoorConfig {}

impl Config {
    /// The settings of a file; says what is wrong and where.
    pub fn read(file: &Path) -> Result<Self, String> {
        let written = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        toml::from_str(&written).map_err(|error| format!("{}: {error}", file.display()))
    }
}
