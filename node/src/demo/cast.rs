//! Who takes part: the seven of the demo, then municipalities from the real list.

use super::DemoError;
use crate::config::Role;
use cabildo_protocol::{
    id::{InstitutionId, Language, Place},
    roster::InstitutionKind,
    text::Texts,
};
use serde::Deserialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use unicode_normalization::UnicodeNormalization as _;

/// The folder of Oaxaca de Juárez, whose operator the user is.
pub(super) const OAXACA: &str = "oaxaca";
/// The folder of Valparaíso.
pub(super) const VALPARAISO: &str = "valparaiso";
/// The folder of the relay.
pub(super) const RELAY: &str = "relay";
/// The folder of Morelia.
pub(super) const MORELIA: &str = "morelia";
/// The folder of Copiapó.
pub(super) const COPIAPO: &str = "copiapo";
/// The folder of Mexico's embassy in Chile.
pub(super) const EMBASSY: &str = "embajada";
/// The folder of the Social-Focused Integration Council.
pub(super) const SFIC: &str = "sfic";

/// How many are in the demo itself. Fewer are the first of them.
pub(super) const CAST: usize = 7;

/// One institution with its node.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The node's name and its folder.
    pub name: String,
    pub institution: InstitutionId,
    pub kind: InstitutionKind,
    pub names: Texts,
    pub places: Vec<Place>,
    pub time_zone: Option<String>,
    pub language: Language,
    pub role: Role,
}

/// A line of the list.
#[derive(Debug, Deserialize)]
struct Row {
    country: String,
    code: String,
    name: String,
    subdivision: String,
    population: Option<u64>,
    timezone: Option<String>,
}

/// The first `count` members: the demo's own, then the largest municipalities, of both countries
/// in turn.
pub(super) fn members(count: usize) -> Result<Vec<Member>, DemoError> {
    let rows = csv::Reader::from_reader(crate::places::MUNICIPALITIES.as_bytes())
        .deserialize()
        .collect::<Result<Vec<Row>, _>>()
        .map_err(|e| DemoError::List(e.to_string()))?;
    let mut members = cast(&rows)?;
    if count > members.len() {
        members.extend(others(&rows, &members, count - members.len())?);
    }
    members.truncate(count);
    Ok(members)
}

fn cast(rows: &[Row]) -> Result<Vec<Member>, DemoError> {
    let town = |name: &str, country: &str, code: &str| {
        let row = rows.iter().find(|row| row.country == country && row.code == code);
        let row = row.ok_or_else(|| DemoError::List(format!("{country} {code} is missing")))?;
        municipality(name.to_owned(), row)
    };
    Ok(vec![
        town(OAXACA, "MX", "20067")?,
        town(VALPARAISO, "CL", "05101")?,
        institution(RELAY, "mx:x-relevo-1", InstitutionKind::Relay, ["Relevo 1", "Relay 1"], &["MX"])?,
        town(MORELIA, "MX", "16053")?,
        town(COPIAPO, "CL", "03101")?,
        institution(
            EMBASSY,
            "mx:x-embajada-chile",
            InstitutionKind::Embassy,
            ["Embajada de México en Chile", "Embassy of Mexico in Chile"],
            &["CL-RM"],
        )?,
        institution(
            SFIC,
            "mx:x-sfic",
            InstitutionKind::Council,
            ["Consejo de Integración con Enfoque Social (SFIC)", "Social-Focused Integration Council (SFIC)"],
            &["MX", "CL"],
        )?,
    ])
}

fn municipality(name: String, row: &Row) -> Result<Member, DemoError> {
    let country = row.country.to_ascii_lowercase();
    let code = format!("{country}:{}", row.code);
    Ok(Member {
        name,
        institution: code.parse()?,
        kind: InstitutionKind::Municipality,
        names: texts(&row.name, &row.name),
        places: vec![code.parse()?, row.subdivision.parse()?],
        time_zone: row.timezone.clone(),
        language: format!("es-{}", row.country).parse()?,
        role: Role::Node,
    })
}

fn institution(
    name: &str,
    id: &str,
    kind: InstitutionKind,
    [spanish, english]: [&str; 2],
    places: &[&str],
) -> Result<Member, DemoError> {
    let zone = if name == EMBASSY { "America/Santiago" } else { "America/Mexico_City" };
    Ok(Member {
        name: name.to_owned(),
        institution: id.parse()?,
        kind,
        names: texts(spanish, english),
        places: places.iter().map(|place| place.parse()).collect::<Result<_, _>>()?,
        time_zone: Some(zone.to_owned()),
        language: "es-MX".parse()?,
        role: if kind == InstitutionKind::Relay { Role::Relay } else { Role::Node },
    })
}

/// A text in both languages of the demo.
pub(super) fn texts(spanish: &str, english: &str) -> Texts {
    let both = [("es", spanish), ("en", english)];
    Texts(both.into_iter().filter_map(|(tag, text)| Some((tag.parse().ok()?, text.to_owned()))).collect())
}

fn others(rows: &[Row], cast: &[Member], count: usize) -> Result<Vec<Member>, DemoError> {
    let taken: BTreeSet<&str> = cast.iter().map(|m| m.institution.as_str()).collect();
    let mut slugs: BTreeMap<String, usize> = BTreeMap::new();
    for slug in rows.iter().map(|row| slug(&row.name)).chain(cast.iter().map(|m| m.name.clone())) {
        *slugs.entry(slug).or_default() += 1;
    }
    let largest = |country: &str| {
        let free = |row: &&Row| {
            let id = format!("{}:{}", row.country.to_ascii_lowercase(), row.code);
            row.country == country && !taken.contains(id.as_str())
        };
        let mut towns: Vec<&Row> = rows.iter().filter(free).collect();
        towns.sort_by_key(|row| (Reverse(row.population), &row.code));
        towns.into_iter()
    };
    let (mut mexico, mut chile) = (largest("MX"), largest("CL"));
    let mut found = Vec::new();
    while found.len() < count {
        let before = found.len();
        for row in [mexico.next(), chile.next()].into_iter().flatten() {
            let slug = slug(&row.name);
            // The place of the governors' keys is no node's.
            let alone = slugs.get(&slug) == Some(&1) && slug != super::homes::GOVERNORS;
            let name = if alone { slug } else { format!("{slug}-{}", row.code) };
            found.push(municipality(name, row)?);
        }
        if found.len() == before {
            break;
        }
    }
    found.truncate(count);
    Ok(found)
}

/// A name as a folder: ASCII letters and digits, joined by hyphens.
fn slug(name: &str) -> String {
    let plain: String = name.nfd().filter(char::is_ascii).collect::<String>().to_ascii_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_plain_and_differ() {
        for (name, folder) in [
            ("Alto Hospicio", "alto-hospicio"),
            ("Camiña", "camina"),
            ("Ñuñoa", "nunoa"),
            ("H. Ciudad, etc.", "h-ciudad-etc"),
        ] {
            assert_eq!(slug(name), folder);
        }
        let all = members(super::super::NODES_MAX).expect("members");
        let folders: BTreeSet<_> = all.iter().map(|m| m.name.as_str()).collect();
        let ids: BTreeSet<_> = all.iter().map(|m| m.institution.as_str()).collect();
        assert_eq!((folders.len(), ids.len()), (super::super::NODES_MAX, super::super::NODES_MAX));
        assert!(folders.iter().all(|f| f.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')));
    }

    #[test]
    fn countries_take_turns_and_a_few_are_the_first_of_the_cast() {
        let all = members(11).expect("members");
        let ids: Vec<_> = all.iter().skip(CAST).map(|m| m.institution.country().to_string()).collect();
        assert_eq!(ids, ["mx", "cl", "mx", "cl"]);
        assert_eq!(all.get(CAST).map(|m| m.name.as_str()), Some("tijuana"));
        let few: Vec<_> = members(3).expect("members").into_iter().map(|m| m.name).collect();
        assert_eq!(few, [OAXACA, VALPARAISO, RELAY]);
    }

    #[test]
    fn names_that_occur_twice_carry_their_code() {
        let all = members(usize::MAX).expect("members");
        let valparaiso: Vec<_> =
            all.iter().filter(|m| m.name.starts_with("valparaiso")).map(|m| m.name.as_str()).collect();
        assert_eq!(valparaiso, ["valparaiso", "valparaiso-32049"]);
    }
}
