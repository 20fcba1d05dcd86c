//! `search`: messages by their words.

use super::{
    args::{Common, Search},
    error::CliError,
    lists,
    output::Output,
    render,
    session::Session,
    words::Words,
};

pub async fn search(
    common: &Common,
    args: &Search,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let filter = lists::filter(&session, &args.filters)?;
    let result = session.api.search(&args.wanted.join(" "), args.newest, &filter).await?;
    if output.is_json() {
        return output.json(&result);
    }
    output.page(&render::found(&session.reader(), &result.found))?;
    lists::more(&session, result.next.as_deref(), output)
}
