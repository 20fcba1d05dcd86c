//! XML from strangers, read into a small tree within bounds, and XML written.
//!
//! No document type, so no entities of anybody's own and no bombs; processing instructions are passed over; a bound
//! on bytes, depth and elements. What is left of XML is what CAP and Atom are made of.

use cabildo_protocol::sanitize;
use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesRef, Event},
    name::ResolveResult,
};
use std::fmt::Write as _;

/// Bytes of a document.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Elements inside each other.
pub const DEPTH_MAX: usize = 16;
/// Bytes of a namespace's name.
const NAMESPACE_MAX: usize = 256;
/// Elements of a document.
pub const ELEMENTS_MAX: usize = 32 * 1024;

/// Why a document is not read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Larger than [`BYTES_MAX`].
    #[error("the file has {0} bytes: at most {BYTES_MAX} are read")]
    TooLarge(usize),
    /// Another encoding.
    #[error("the file is not UTF-8 at byte {0} · save it as UTF-8")]
    NotUtf8(usize),
    /// A document type: only it can define entities.
    #[error("line {line}: a document type (<!DOCTYPE …>) is not read · take it out")]
    DocType {
        /// Counted from 1.
        line: usize,
    },
    /// An entity that XML itself does not have.
    #[error("line {line}: the entity «&{name};» is not one of XML's own five")]
    Entity {
        /// Counted from 1.
        line: usize,
        /// Its name.
        name: String,
    },
    /// Deeper than [`DEPTH_MAX`].
    #[error("line {line}: more than {DEPTH_MAX} elements inside each other")]
    TooDeep {
        /// Counted from 1.
        line: usize,
    },
    /// More than [`ELEMENTS_MAX`].
    #[error("line {line}: more than {ELEMENTS_MAX} elements")]
    TooMany {
        /// Counted from 1.
        line: usize,
    },
    /// Not XML.
    #[error("line {line}: {problem}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// What the reader says.
        problem: String,
    },
}

/// An element with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The namespace, empty where there is none.
    pub namespace: String,
    /// The name without its prefix.
    pub name: String,
    /// The line on which it begins.
    pub line: usize,
    /// Its own text, that of its children left out.
    pub text: String,
    /// Its attributes in order, names without their prefixes.
    pub attributes: Vec<(String, String)>,
    /// What is inside, in order.
    pub children: Vec<Element>,
}

impl Element {
    /// Its children of a name, in any namespace.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads one document.
///
/// # Errors
/// When it is too large, not well-formed, or uses what is not read.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    if bytes.len() > BYTES_MAX {
        return Err(XmlError::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| XmlError::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_legal(*c)) {
        let line = text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
        let problem = format!("the character U+{:04X} is none of XML's", u32::from(c));
        return Err(XmlError::Malformed { line, problem });
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut tree = Tree { text, open: Vec::new(), root: None, elements: 0, counted: (0, 1) };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let (resolved, event) = reader.read_resolved_event().map_err(|error| tree.malformed(at, &error))?;
        let namespace = match &resolved {
            // Each element keeps its own, so a long one would cost as much again for each.
            ResolveResult::Bound(namespace) if namespace.0.len() > NAMESPACE_MAX => {
                return Err(tree.malformed(at, &"the name of a namespace is too long"));
            }
            ResolveResult::Bound(namespace) => namespace.0.to_owned(),
            _ => String::new(),
        };
        match event {
            Event::Start(start) => {
                let mut attributes = Vec::new();
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| tree.malformed(at, &error))?;
                    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                    let value = value.map_err(|error| tree.malformed(at, &error))?;
                    let name = attribute.key.local_name().as_ref().to_owned();
                    attributes.push((name, value.into_owned()));
                }
                tree.start(at, namespace, start.local_name().as_ref(), attributes)?;
            }
            Event::End(_) => tree.end(),
            Event::Text(part) => tree.say(at, &part.xml10_content())?,
            Event::CData(part) => tree.say(at, &part.xml10_content())?,
            Event::GeneralRef(entity) => {
                let c = resolve(&entity).ok_or_else(|| XmlError::Entity {
                    line: tree.line(at),
                    name: sanitize::line(&entity.xml10_content()).chars().take(40).collect(),
                })?;
                tree.say(at, c.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(XmlError::DocType { line: tree.line(at) }),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
    let end = text.len();
    match (tree.open.is_empty(), tree.root.take()) {
        (true, Some(root)) => Ok(root),
        (true, None) => Err(tree.malformed(end, &"there is no element in it")),
        (false, _) => Err(tree.malformed(end, &"the file ends inside an element")),
    }
}

/// XML's own five entities, and characters by their numbers.
fn resolve(entity: &BytesRef<'_>) -> Option<char> {
    if entity.is_char_ref() {
        return entity.resolve_char_ref().ok().flatten().filter(|c| is_legal(*c));
    }
    match entity.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// A tree that grows.
struct Tree<'a> {
    text: &'a str,
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    /// Up to which byte lines are counted, and the line there: once along the way, not once an element.
    counted: (usize, usize),
}

impl Tree<'_> {
    fn start(
        &mut self,
        at: usize,
        namespace: String,
        name: &str,
        attributes: Vec<(String, String)>,
    ) -> Result<(), XmlError> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.malformed(at, &"there is more than one outermost element"));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(XmlError::TooDeep { line: self.line(at) });
        }
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(XmlError::TooMany { line: self.line(at) });
        }
        let line = self.line(at);
        let (name, text, children) = (name.to_owned(), String::new(), Vec::new());
        self.open.push(Element { namespace, name, line, text, attributes, children });
        Ok(())
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn say(&mut self, at: usize, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.malformed(at, &"there is text outside of all elements")),
        }
        Ok(())
    }

    fn line(&mut self, at: usize) -> usize {
        let (from, line) = self.counted;
        let passed = self.text.as_bytes().get(from..at).unwrap_or_default();
        self.counted = (from.max(at), line + passed.iter().filter(|b| **b == b'\n').count());
        self.counted.1
    }

    fn malformed(&mut self, at: usize, problem: &dyn std::fmt::Display) -> XmlError {
        XmlError::Malformed { line: self.line(at), problem: sanitize::line(&problem.to_string()) }
    }
}

/// A document that is being written, two spaces a level.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    /// A document with its declaration.
    #[must_use]
    pub fn document() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    /// Begins an element; `attributes` are pairs of name and value.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.begin(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// Ends the element that was begun.
    pub fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        // Writing to a text cannot fail.
        let _ = writeln!(self.text, "</{name}>");
    }

    /// An element with a text, to the letter.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.indent();
        self.begin(name, &[]);
        let _ = writeln!(self.text, ">{}</{name}>", escape(text));
    }

    /// An element with attributes alone.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.begin(name, attributes);
        self.text.push_str("/>\n");
    }

    /// The document.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escape(value));
        }
    }
}

/// A text as XML may have it. What a terminal would obey stands as its number, so that nothing is lost
/// and nothing obeyed; what XML cannot have at all is replaced.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if !is_legal(c) => out.push('\u{fffd}'),
            // A carriage return would be read as the end of a line.
            c if c == '\r' || sanitize::is_forbidden(c) => {
                let _ = write!(out, "&#x{:X};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether XML 1.0 can have this character at all.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse(text.as_bytes()).expect_err("refused").to_string()
    }

    #[test]
    fn a_document_becomes_a_tree() {
        let root = parse(
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c --><a xmlns='urn:x'>\n <b>1 &lt; 2 &#xE1;<![CDATA[<&>]]></b><b/></a>\n",
        )
        .expect("read");
        assert_eq!((root.name.as_str(), root.namespace.as_str(), root.line), ("a", "urn:x", 2));
        assert_eq!(root.children.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["1 < 2 á<&>", ""]);
        assert_eq!(root.children[0].line, 3);
    }

    #[test]
    fn bombs_and_rubbish_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert!(refused(bomb).contains("DOCTYPE"));
        assert!(refused("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").contains("DOCTYPE"));
        assert!(refused("<a>\n&b;</a>").starts_with("line 2: the entity «&b;»"));
        assert!(refused("<a>&#0;</a>").contains("&#0;"));
        assert!(refused(&"<a>".repeat(DEPTH_MAX + 1)).contains("inside each other"));
        let many = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX));
        assert!(refused(&many).contains("elements"));
        assert!(refused(&" ".repeat(BYTES_MAX + 1)).contains("bytes"));
        let named = |length| format!("<a xmlns='{}'>{}</a>", "n".repeat(length), "<b/>".repeat(9));
        assert!(parse(named(NAMESPACE_MAX).as_bytes()).is_ok());
        assert!(refused(&named(NAMESPACE_MAX + 1)).contains("namespace"));
        assert!(parse(b"<a>\xff</a>").expect_err("refused").to_string().contains("UTF-8"));
        for broken in ["", "x", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "<", "</a>", "<a b></a", "\u{0}"] {
            assert!(parse(broken.as_bytes()).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "a<b>&\"'\r\n\t\u{202e}x\u{1b}[31m é";
        let mut writer = Writer::document();
        writer.open("a", &[("xmlns", "urn:x")]);
        writer.leaf("b", text);
        writer.close("a");
        let written = writer.finish();
        assert!(!written.chars().any(|c| c != '\t' && sanitize::is_forbidden(c)), "{written:?}");
        let root = parse(written.as_bytes()).expect("read");
        assert_eq!(root.children[0].text, text.replace('\u{1b}', "\u{fffd}"));
    }
}
