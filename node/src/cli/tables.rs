//! `map` and `table`: what there is as GeoJSON and CSV.

use super::{
    args::{AsTable, Common, Map, Table},
    error::CliError,
    output::Output,
    read,
    session::Session,
    words::Words,
};

/// `map LAYER`.
///
/// # Errors
/// When no node answers, or the file cannot be written.
pub async fn map(common: &Common, args: &Map, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let mut query = vec![("language", words.own().to_string())];
    query.extend(args.in_state.as_ref().map(|state| ("state", state.0.clone())));
    query.extend(args.every_state.then(|| ("state", "all".to_owned())));
    let text = session.api.feed(&format!("geo/{}", args.layer.name()), &query).await?;
    read::put(&text, args.saved.output.as_deref(), args.saved.force, words, output)
}

/// `table`, or `table ID`.
///
/// # Errors
/// As [`map`], or when the message stands in no thread that is answered.
pub async fn table(
    common: &Common,
    args: &Table,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let mut query = vec![("language", words.own().to_string()), ("excel", args.excel.to_string())];
    let text = match &args.id {
        Some(id) => session.api.written(id, "csv", &query).await?,
        None => {
            query.extend(args.kind.map(|kind| ("kind", kind.name().to_owned())));
            query.extend(args.institution.as_ref().map(|id| ("institution", id.to_string())));
            query.extend(args.limit.map(|limit| ("limit", limit.to_string())));
            let table = if args.inbox { "inbox.csv" } else { "messages.csv" };
            session.api.feed(table, &query).await?
        }
    };
    read::put(&text, args.saved.output.as_deref(), args.saved.force, words, output)
}

/// What is asked for as a table instead; none where it is not.
pub fn instead(table: &AsTable, words: &Words) -> Option<Vec<(&'static str, String)>> {
    let asked = table.csv || table.excel;
    asked.then(|| vec![("language", words.own().to_string()), ("excel", table.excel.to_string())])
}
