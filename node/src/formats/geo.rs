//! GeoJSON (RFC 7946): what has a place, for maps. Longitude stands first here, latitude in CAP; outer
//! rings turn against the clock and are closed. A circle becomes a polygon of 64 corners.

use cabildo_protocol::content::{Area, Point};
use serde_json::{Map, Value, json};

/// The media type of GeoJSON.
pub const MEDIA_TYPE: &str = "application/geo+json";
/// Corners of what was a circle.
const CORNERS: u32 = 64;
/// The mean radius of the Earth, metres.
const EARTH_M: f64 = 6_371_008.8;

/// Where something is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// Closed rings, each the outline of a polygon without holes.
    pub rings: Vec<Vec<Point>>,
    /// Points, as those of town halls.
    pub points: Vec<Point>,
}

impl Shape {
    /// An area of a notice: its polygons and circles; where it has none, the points of its places.
    #[must_use]
    pub fn of_area(area: &Area, point: impl Fn(&str) -> Option<Point>) -> Self {
        let circles = area.circles.iter().map(|(centre, radius)| circle(*centre, *radius));
        let rings: Vec<_> = area.polygons.iter().cloned().chain(circles).collect();
        let places = area.places.iter().filter_map(|place| point(place.as_str()));
        let points = if rings.is_empty() { places.collect() } else { Vec::new() };
        Self { rings, points }
    }

    /// The geometry; `null` where it is nowhere that is known.
    fn geometry(&self) -> Value {
        let polygons: Vec<Value> = self.rings.iter().map(|ring| json!([outer(ring)])).collect();
        match (polygons.as_slice(), self.points.as_slice()) {
            ([one], _) => json!({"type": "Polygon", "coordinates": one}),
            ([_, ..], _) => json!({"type": "MultiPolygon", "coordinates": polygons}),
            ([], [one]) => json!({"type": "Point", "coordinates": position(*one)}),
            ([], [_, ..]) => {
                let points: Vec<Value> = self.points.iter().map(|point| position(*point)).collect();
                json!({"type": "MultiPoint", "coordinates": points})
            }
            ([], []) => Value::Null,
        }
    }
}

/// Something on the map.
#[must_use]
pub fn feature(id: &str, shape: &Shape, properties: Map<String, Value>) -> Value {
    json!({"type": "Feature", "id": id, "geometry": shape.geometry(), "properties": properties})
}

/// All of them.
#[must_use]
pub fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// Longitude before latitude.
fn position(Point(lat, lon): Point) -> Value {
    json!([degrees(lon), degrees(lat)])
}

/// The nearest number to a decimal of seven digits: it is written with no more than those.
fn degrees(value: i32) -> f64 {
    f64::from(value) / 1e7
}

/// A closed ring that turns against the clock.
fn outer(ring: &[Point]) -> Vec<Value> {
    let mut ring = ring.to_vec();
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    if doubled_area(&ring) < 0 {
        ring.reverse();
    }
    ring.into_iter().map(position).collect()
}

/// Twice the area within a ring in its own units, negative where it turns with the clock. Nothing is
/// rounded: a ring has at most 2,048 points, each product less than 2⁶³.
fn doubled_area(ring: &[Point]) -> i128 {
    ring.windows(2)
        .map(|pair| match pair {
            [a, b] => i128::from(a.1) * i128::from(b.0) - i128::from(b.1) * i128::from(a.0),
            _ => 0,
        })
        .sum()
}

/// The corners of a circle on a sphere, cut at the poles.
fn circle(Point(lat, lon): Point, radius_m: u32) -> Vec<Point> {
    let (lat, lon) = (degrees(lat).to_radians(), degrees(lon).to_radians());
    let angle = f64::from(radius_m.max(1)) / EARTH_M;
    let corner = |n: u32| {
        let bearing = -f64::from(n % CORNERS) / f64::from(CORNERS) * std::f64::consts::TAU;
        let there =
            (lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos()).clamp(-1.0, 1.0).asin();
        let east = (bearing.sin() * angle.sin() * lat.cos()).atan2(angle.cos() - lat.sin() * there.sin());
        // Corners stay on the centre's side of the 180th meridian: a ring never goes around the world.
        let lon = (lon + east).to_degrees().clamp(-180.0, 180.0);
        Point(tenth_millionths(there.to_degrees()), tenth_millionths(lon))
    };
    (0..=CORNERS).map(corner).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees, which an i32 holds 10⁷ times")]
fn tenth_millionths(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabildo_protocol::{id::Language, text::Texts};

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|(lat, lon)| Point(*lat, *lon)).collect()
    }

    fn area() -> Area {
        let tag: Language = "es".parse().expect("a tag");
        Area::new(Texts::one(tag, "Costa"))
    }

    /// Oaxaca de Juárez lies north of the equator and west of Greenwich.
    #[test]
    fn longitude_stands_first_and_digits_are_kept() {
        let shape = Shape { points: vec![Point(170_606_000, -967_253_001)], ..Shape::default() };
        let text = feature("x", &shape, Map::new()).to_string();
        assert!(text.contains(r#""coordinates":[-96.7253001,17.0606]"#), "{text}");
    }

    #[test]
    fn outer_rings_turn_against_the_clock_and_are_closed() {
        let (with, against) = (
            ring(&[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]),
            ring(&[(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]),
        );
        assert!(doubled_area(&with) < 0 && doubled_area(&against) > 0);
        assert_eq!(outer(&with), outer(&against));
        let open = ring(&[(0, 0), (0, 10), (10, 10), (10, 0)]);
        assert_eq!(outer(&open).first(), outer(&open).last());
        let widest = ring(&[
            (-900_000_000, -1_800_000_000),
            (-900_000_000, 1_800_000_000),
            (900_000_000, 1_800_000_000),
            (900_000_000, -1_800_000_000),
            (-900_000_000, -1_800_000_000),
        ]);
        assert_eq!(doubled_area(&widest), 2 * 1_800_000_000 * 3_600_000_000);
    }

    #[test]
    fn a_circle_has_its_radius_all_around_and_never_leaves_the_map() {
        let centre = Point(-330_360_000, -716_290_000);
        let ring = circle(centre, 10_000);
        assert_eq!((ring.len(), ring.first()), (65, ring.last()));
        assert!(doubled_area(&ring) > 0, "it turns against the clock by itself");
        let metres = |Point(lat, lon): Point| {
            let (north, east) = (f64::from(lat - centre.0) / 1e7, f64::from(lon - centre.1) / 1e7);
            let east = east * degrees(centre.0).to_radians().cos();
            north.hypot(east).to_radians() * EARTH_M
        };
        assert!(ring.iter().all(|corner| (metres(*corner) - 10_000.0).abs() < 20.0), "{ring:?}");
        for (lat, lon, radius) in [(900_000_000, 0, 20_100_000), (0, 1_800_000_000, 500_000), (0, 0, 0)] {
            for Point(lat, lon) in circle(Point(lat, lon), radius) {
                assert!(lat.abs() <= 900_000_000 && lon.abs() <= 1_800_000_000);
            }
        }
    }

    #[test]
    fn an_area_is_its_outlines_or_else_its_places() {
        let mut area = area();
        area.places = vec!["mx:20067".parse().expect("a place"), "MX-OAX".parse().expect("a place")];
        let known = |code: &str| (code == "mx:20067").then_some(Point(170_000_000, -960_000_000));
        let kind = |area: &Area| Shape::of_area(area, known).geometry()["type"].clone();
        assert_eq!(kind(&area), "Point");
        area.polygons.push(ring(&[(0, 0), (0, 10), (10, 10), (0, 0)]));
        assert_eq!(kind(&area), "Polygon");
        area.circles.push((Point(0, 0), 500));
        assert_eq!(kind(&area), "MultiPolygon");
        assert_eq!(Shape::default().geometry(), Value::Null);
    }
}
