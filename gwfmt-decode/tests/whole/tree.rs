//! A tree of logs in all wrappings, of which every hundredth line is corrupt.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type, TimestampMillisecondType};
use gwfmt::Timestamp;
use gwfmt::runtime::Value as Shown;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::expected::Pool;
use crate::wrapped::WRAPPINGS;

/// A simple source of numbers.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// A line of an input: its number in the pool, and whether it is the corrupt one.
type Line = (usize, bool);

pub(crate) struct Tree {
    pub(crate) folder: PathBuf,
    /// The name of each input, and its lines.
    inputs: Vec<(String, Vec<Line>)>,
    pub(crate) lines: u64,
    /// Bytes of lines, before they are wrapped.
    pub(crate) bytes: u64,
}

impl Tree {
    pub(crate) fn new(pool: &Pool, folder: &Path, bytes: u64) -> Self {
        let mut tree = Self {
            folder: folder.to_owned(),
            inputs: Vec::new(),
            lines: 0,
            bytes: 0,
        };
        let mut random = Random(7);
        let each = usize::try_from((bytes / WRAPPINGS.len() as u64).min(12 << 20)).unwrap();
        while tree.bytes < bytes || tree.inputs.len() < WRAPPINGS.len() {
            let (name, wrap) = WRAPPINGS[tree.inputs.len() % WRAPPINGS.len()];
            let (mut lines, mut texts, mut length) = (Vec::new(), Vec::new(), 0);
            while length < each {
                let number = usize::try_from(random.next()).unwrap() % pool.lines.len();
                // by the first of them readers tell what lines are wrapped in
                let is_corrupt = !lines.is_empty() && random.next().is_multiple_of(100);
                let text = if is_corrupt {
                    &pool.corrupt
                } else {
                    &pool.lines
                }[number]
                    .clone();
                length += text.len() + 1;
                lines.push((number, is_corrupt));
                texts.push(text);
            }
            tree.bytes += length as u64;
            tree.lines += lines.len() as u64;
            let name = format!("{:04} {name}", tree.inputs.len());
            // some lie deeper
            let within = folder.join(format!(
                "{}/{}",
                tree.inputs.len() % 3,
                tree.inputs.len() % 2
            ));
            fs::create_dir_all(&within).unwrap();
            fs::write(within.join(&name), wrap(&texts)).unwrap();
            tree.inputs.push((name, lines));
        }
        tree
    }

    pub(crate) fn corrupt(&self) -> u64 {
        let all = self.inputs.iter().flat_map(|(_, lines)| lines);
        all.filter(|(_, is_corrupt)| *is_corrupt).count() as u64
    }

    /// Every line is where it should be, in its order, as it was rendered.
    pub(crate) fn check(&self, pool: &Pool, out: &Path, kind: &str) {
        let all = files(out);
        let of = |name: &str, is_reject: bool| {
            let is_it = |path: &&PathBuf| {
                let own = path.file_name().unwrap().to_string_lossy();
                own.starts_with(&format!("{name}-"))
                    && path.starts_with(out.join("_rejects")) == is_reject
            };
            let mut found = all.iter().filter(is_it);
            let path = found.next().unwrap_or_else(|| panic!("nothing of {name}"));
            assert_eq!(found.next(), None);
            path
        };
        let mut known = vec![None; pool.lines.len()];
        for (name, lines) in &self.inputs {
            rejects(pool, lines, &fs::read_to_string(of(name, true)).unwrap());
            let good: Vec<usize> = lines
                .iter()
                .filter(|(_, is_corrupt)| !is_corrupt)
                .map(|(number, _)| *number)
                .collect();
            if kind == "parquet" {
                parquet(pool, &good, of(name, false));
                continue;
            }
            let text = fs::read(of(name, false)).unwrap();
            let rows: Vec<&[u8]> = text
                .strip_suffix(b"\n")
                .unwrap()
                .split(|byte| *byte == b'\n')
                .collect();
            assert_eq!(rows.len(), good.len(), "{name}");
            for (row, number) in rows.iter().zip(&good) {
                // what was found right once is right again
                if known[*number].as_deref() != Some(*row) {
                    assert!(pool.is_row(*number, row), "{name}: {}", pool.lines[*number]);
                    known[*number] = Some(row.to_vec());
                }
            }
        }
    }
}

fn rejects(pool: &Pool, lines: &[Line], text: &str) {
    let corrupt = lines
        .iter()
        .enumerate()
        .filter(|(_, (_, is_corrupt))| *is_corrupt);
    let expected: Vec<(u64, &str)> = corrupt
        .map(|(at, (number, _))| (at as u64 + 1, pool.corrupt[*number].as_str()))
        .collect();
    let found: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<(u64, &str)> = found
        .iter()
        .map(|reject| {
            (
                reject["line"].as_u64().unwrap(),
                reject["text"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(found == expected);
}

fn parquet(pool: &Pool, good: &[usize], path: &Path) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let mut at = 0;
    for batch in reader.with_batch_size(4_096).build().unwrap() {
        let batch: RecordBatch = batch.unwrap();
        let rows = columns(&batch);
        for row in rows {
            assert_eq!(row, pool.values[good[at]], "{}: row {at}", path.display());
            at += 1;
        }
    }
    assert_eq!(at, good.len(), "{}", path.display());
}

/// The rows of a batch, each value as text.
fn columns(batch: &RecordBatch) -> Vec<[Option<String>; 6]> {
    let texts = |column: usize| {
        let array = batch.column(column).as_string::<i32>();
        array
            .iter()
            .map(|text| text.map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let times = batch
        .column(1)
        .as_primitive::<TimestampMillisecondType>()
        .iter();
    let shown = |millis: i64| Shown::Time(Timestamp::from_millis(millis)).to_string();
    let times: Vec<_> = times.map(|time| time.map(shown)).collect();
    let status: Vec<_> = batch.column(2).as_primitive::<Int32Type>().iter().collect();
    let latency: Vec<_> = batch.column(4).as_primitive::<Int64Type>().iter().collect();
    let (ids, ips, agents) = (texts(0), texts(3), texts(5));
    let row = |row: usize| {
        [
            ids[row].clone(),
            times[row].clone(),
            status[row].map(|number| number.to_string()),
            ips[row].clone(),
            latency[row].map(|number| number.to_string()),
            agents[row].clone(),
        ]
    };
    (0..batch.num_rows()).map(row).collect()
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all.sort_unstable();
    all
}
