//! `GET /v1/search`: messages by their words, with the place where they stand.

use super::{
    Api,
    filter::{Asked, Filter, Pairs, cursor, rank},
    problem::Failure,
    read::Shelf,
};
use axum::{Json, extract::State};
use cabildo_client::api::{Excerpt, Found, SCHEMA, SearchResult};
use cabildo_protocol::{content::Content, id::Language, sanitize};
use cabildo_store::{Tongue, Word, words};

/// Characters of an excerpt, and how many of them stand before the first word that was found.
const EXCERPT_MAX: usize = 200;
const BEFORE: usize = 60;

/// Messages by their words.
pub async fn search(State(api): State<Api>, query: Pairs) -> Result<Json<SearchResult>, Failure> {
    let asked = Asked::read(query, &["q", "order", "cursor"])?;
    let (limit, mut filter) = (asked.limit()?, Filter::new(&asked)?);
    let wanted = Word::parse(asked.text("q").unwrap_or_default());
    if wanted.is_empty() {
        let message = "q: there is no word to look for";
        return Err(Failure::bad_request(message, "give one that is not in nearly every text, as q=agua"));
    }
    filter.selection.best_first = match asked.text("order") {
        None | Some("best") => true,
        Some("newest") => false,
        Some(_) => return Err(Failure::bad_request("order: there is no such order", "give best or newest")),
    };
    filter.selection.after = asked.text("cursor").map(rank).transpose()?;
    filter.selection.words = wanted;
    let look = api.handle().look().await?;
    let answer = api.read(move |api| {
        let shelf = Shelf::new(api, &look);
        let page = shelf.listed(api, &filter, limit)?;
        let found = page.found.iter().map(|(_, message, held)| {
            let content = message.content().and_then(Result::ok);
            let excerpt = content.and_then(|content| excerpt(&content, &filter.selection.words));
            Found { message: shelf.info(message, *held), excerpt }
        });
        Ok(SearchResult { schema: SCHEMA, found: found.collect(), next: page.next.map(cursor) })
    });
    answer.await.map(Json)
}

/// The text that has most of the words, around the first of them. The title is shown anyway, so it
/// comes last.
fn excerpt(content: &Content, wanted: &[Word]) -> Option<Excerpt> {
    let texts = content.texts().into_iter().chain([content.title()]);
    let texts = texts.flat_map(|texts| &texts.0).map(|(language, text)| (language, sanitize::line(text)));
    let mut best: Option<(usize, &Language, String)> = None;
    for (language, text) in texts {
        let tongue = Tongue::of(language);
        let has = |word: &&Word| words(&text).any(|(_, own)| word.is(own, tongue));
        let count = wanted.iter().filter(has).count();
        if count > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((count, language, text));
        }
    }
    let (_, language, text) = best?;
    let tongue = Tongue::of(language);
    let places: Vec<(usize, usize)> = words(&text)
        .filter(|(_, own)| wanted.iter().any(|word| word.is(own, tongue)))
        .map(|(at, own)| (at, at + own.len()))
        .collect();
    let begin = begin(&text, places.first()?.0);
    let cut: String = text.get(begin..)?.chars().take(EXCERPT_MAX).collect();
    let end = begin + cut.len();
    let characters = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
    let marks = places
        .iter()
        .filter(|(from, to)| *from >= begin && *to <= end)
        .map(|(from, to)| [characters(begin, *from), characters(begin, *to)])
        .collect();
    Some(Excerpt { language: language.clone(), text: cut, marks, cut: [begin > 0, end < text.len()] })
}

/// Where an excerpt begins: a word's beginning, not too far before the first that was found.
fn begin(text: &str, first: usize) -> usize {
    let far = text
        .get(..first)
        .map_or(0, |before| before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at));
    if far == 0 {
        return 0;
    }
    words(text).map(|(at, _)| at).find(|at| *at > far).map_or(first, |at| at.min(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{content::Proposal, text::Texts};

    fn proposal(title: &str, text: &str) -> Content {
        let one = |text: &str| Texts::one("es".parse().expect("a tag"), text);
        Content::Proposal(Proposal::new(one(title), one(text)))
    }

    #[test]
    fn an_excerpt_shows_the_words_where_they_stand() {
        let long = format!(
            "{} La votación del agua\u{1b}[31m\nserá mañana. {}",
            "Antes. ".repeat(50),
            "x ".repeat(300)
        );
        let found = excerpt(&proposal("Agua", &long), &Word::parse("aguas votaciones")).expect("an excerpt");
        assert_eq!(found.cut, [true, true]);
        assert!(found.text.starts_with("Antes.") && found.text.chars().count() == EXCERPT_MAX, "{found:?}");
        assert!(!found.text.contains('\u{1b}') && !found.text.contains('\n'));
        let marked: Vec<String> = found
            .marks
            .iter()
            .map(|[from, to]| found.text.chars().skip(*from).take(to - from).collect())
            .collect();
        assert_eq!(marked, ["votación", "agua"]);
        let short = excerpt(&proposal("Ñandú", "nada"), &Word::parse("nandu")).expect("the title's");
        assert_eq!((short.text.as_str(), short.marks, short.cut), ("Ñandú", vec![[0, 5]], [false, false]));
        assert_eq!(excerpt(&proposal("Agua", "nada"), &Word::parse("sequia")), None);
    }
}
