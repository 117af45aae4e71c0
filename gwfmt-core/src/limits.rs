//! Every bound on what is read and computed, in one place: each with its unit and its reason.
//!
//! A bound that is reached is reported at the place that reached it; nothing is left out silently. Those that
//! the crate `gwfmt` keeps as well are in gwfmt-format.

// Formats and lines

pub use gwfmt_format::{JSON_DEPTH, XML_DEPTH};

/// Places of one format of which is known how their language quotes them: a finding names one, and few formats have two.
pub const QUOTED_PLACES: usize = 16;

/// Bytes of a text that is taken apart and whose shape is recognised. API Gateway takes 3 KB; of a longer text only the length is
/// judged, which is reported.
pub const FORMAT_READ: usize = 64 * 1024;

/// References of one value or column that are held against what the place takes. Each costs a line; no value that anybody
/// wrote has more, and those behind them are not judged.
pub const SLOT_REFERENCES: usize = 32;

/// References of a line that is looked at for two readings, which costs their square. A format that can be deployed has fewer; a
/// longer one is reported for its length.
pub const AMBIGUOUS_REFERENCES: usize = 300;

/// Bytes between two references that are looked at for two readings: more than a format that can be deployed has.
pub const AMBIGUOUS_BETWEEN: usize = 4096;

/// Calls within calls of mapping templates that are followed, since each is read by itself.
pub const TEMPLATE_CALLS: usize = 8;

/// Pieces of one call of a mapping template.
pub const TEMPLATE_PIECES: usize = 64;

/// Bytes that one pattern of program text may reach over, so that each place costs no more than that.
pub const CODE_REACH: usize = 160;

/// Characters of operators, quotes and spaces between two members of JSON that are taken for what joined strings.
pub const LEFTOVER: usize = 16;

// Files

/// Bytes of a named file without a reference that is still taken for a format: one that refers to nothing is a mistake
/// worth naming in a text as short as a format is, and none in a longer one.
pub const RAW_WITHOUT_REFERENCE: usize = 4096;

/// Bytes of a file that is read. Real templates are below 1 MiB; offsets fit in 32 bits with room to spare.
pub const FILE_BYTES: u64 = 64 << 20;

/// Bytes of the files that are read for one folder of Terraform files, its modules included. Each folder has its own.
pub const FOLDER_BYTES: u64 = 4 * FILE_BYTES;

/// Names that are looked at in one folder. Terraform itself becomes unusable long before.
pub const FOLDER_NAMES: usize = 100_000;

/// Files of values that are tried on one folder, each of which makes its formats anew. The most in use are some dozens.
pub const VALUES_FILES: usize = 500;

/// Folders that are looked into for the code that files of values are for, in one repository. Large ones have some hundreds.
pub const VALUES_FOLDERS: usize = 5_000;

/// Levels of folders below one that are looked into for such code: `terraform/stacks/api` lies three below the root.
pub const VALUES_DEPTH: usize = 4;

/// Folders that one file of values is tried on. Those who share a file of values have about five.
pub const VALUES_HOMES: usize = 16;

/// Formats that are made of one folder by all its files of values together: with many stages fewer files are tried.
pub const VALUES_FORMATS: usize = 100_000;

/// Bytes of code that are read for one folder by all its files of values together: each reads the folder anew.
pub const VALUES_BYTES: usize = 256 << 20;

/// Bytes of a config file.
pub const CONFIG_BYTES: u64 = 1 << 20;

/// Bytes of a file with patterns of what to ignore. The longest in use are some 100 KiB.
pub const IGNORE_BYTES: u64 = 1 << 20;

/// Bytes of one pattern. A path cannot be longer.
pub const IGNORE_LINE_BYTES: usize = 4096;

/// Patterns that are tried on one name, of all the files above it together: each name costs as many steps.
pub const IGNORE_PATTERNS: usize = 20_000;

/// Signs of the patterns of one file that hold more than one `*` between two `/`: such a pattern may be tried at every byte
/// of a name, so it costs the length of the name for every sign.
pub const IGNORE_STAR_SIGNS: usize = 4096;

// Terraform and OpenTofu

/// Bytes of the stack of the thread that reads and computes Terraform: its parser and its evaluator call themselves, and
/// must not depend on what stack their caller has. Deep enough for [`HCL_DEPTH`] in a build without optimisation; only what
/// is used of it becomes memory.
pub const HCL_STACK: usize = 64 << 20;

/// Bytes of blocks that are parsed in one file. The largest honest files have a tenth.
pub const HCL_FILE: usize = 8 << 20;

/// Bytes of one block. The parser's tree takes some fifty times as much memory.
pub const HCL_BLOCK: usize = 1 << 20;

/// Blocks that are parsed in one file.
pub const HCL_BLOCKS: usize = 20_000;

/// Comparisons of the keys of objects in one file: the parser compares each key with all before it. Half a second.
pub const HCL_COMPARISONS: usize = 50_000_000;

/// Keys of the objects in a template file, since they are compared with each other.
pub const HCL_TEMPLATE_KEYS: usize = 10_000;

/// Keys that an object has for the second time, in one block: it is parsed anew for each.
pub const HCL_RENAMED: usize = 32;

/// Places of one file that are not blocks: the rest of the file is searched anew after each.
pub const HCL_MISTAKES: usize = 16;

/// Expressions within expressions that are being computed, locals within locals among them. The parser itself takes 64
/// levels of brackets and 128 operators.
pub const HCL_DEPTH: u32 = 200;

/// Bytes of one text: 340 times what API Gateway takes.
pub const HCL_TEXT: usize = 1 << 20;

/// Values in one list or object, all that it holds counted each time. What walks values relies on it.
pub const HCL_VALUES: u32 = 50_000;

/// Lists and objects within each other; as [`HCL_VALUES`].
pub const HCL_VALUE_DEPTH: u32 = 100;

/// Digits of a number, before and behind its point: exact arithmetic in 128 bits.
pub const HCL_DIGITS: u32 = 30;

/// Lists and objects within each other in the JSON of `jsondecode`.
pub const HCL_JSON_DEPTH: usize = 64;

/// Values of which an expression can be one, when what decides is not known.
pub const HCL_CHOICES: usize = 64;

/// Elements of a `for_each`.
pub const HCL_ELEMENTS: usize = 1000;

/// Calls of modules within modules. Honest repositories have five.
pub const HCL_LEVELS: u32 = 32;

/// Substitutions and groups within each other in a shell script.
pub const SHELL_DEPTH: usize = 32;

/// Bytes within the braces of a shell's variable.
pub const SHELL_NAME: usize = 4096;

/// Other units of Terragrunt that are looked into for one, for the type of an API that a dependency gives.
pub const HCL_UNITS: u32 = 8;

/// Units of Terragrunt that are tried for a file that they may include.
pub const UNITS_TRIED: usize = 200;

/// Names of other files that are followed to find out whether a unit of Terragrunt has to do with a file. Beyond it is taken to.
pub const UNITS_NAMES: usize = 1_000;

/// Folders within each other in which units of Terragrunt are looked for. Honest repositories have six.
pub const UNITS_DEPTH: usize = 10;

/// Steps of work for one stage, one call of a module with all that it leads to, or one name that nothing uses. A step is
/// about a tenth of a microsecond; an honest stage takes some hundreds.
pub const HCL_FUEL: u64 = 1_000_000;

/// Steps of work for all of a folder. When they are used up, each stage and each call still gets [`HCL_FUEL_LEAST`].
pub const HCL_FUEL_ALL: u64 = 5_000_000;

/// Steps of work that nobody's neighbours can take away: enough for an honest stage or module.
pub const HCL_FUEL_LEAST: u64 = 5_000;

/// Steps that it costs to evaluate a module once more, for the memory that it takes.
pub const HCL_INSTANCE: u64 = 100;

/// Bytes of a regular expression. Nobody reads longer ones; a text of letters alone, which stands for itself, may be longer.
pub const PATTERN: usize = 4096;

/// Groups within groups in a regular expression: its reader and its compiler call themselves once a level.
pub const PATTERN_DEPTH: u32 = 50;

/// Bytes of the program that a regular expression is made into: `(\w{1000})` takes a tenth of it.
pub const PATTERN_PROGRAM: usize = 1 << 20;

/// Steps of a regular expression over one text, as many as it could need at worst: half a second. A format of 3 KB and
/// an expression of 20 characters that matches 100 times could need 6 million.
pub const PATTERN_WORK: u64 = 1 << 26;

// YAML, JSON and CloudFormation

/// Events of one document that are read: eight times what a template of 1 MB, the most that CloudFormation takes, can hold.
/// What follows is not read.
pub const YAML_EVENTS: usize = 1 << 22;

/// Nodes that are kept of one resource, parameter or mapping of a template. A real one has some hundred; beyond this it is
/// not judged, and those beside it are.
pub const YAML_NODES: usize = 1 << 16;

/// Nodes that are kept of one document: some 200 MB. What follows is not read.
pub const YAML_NODES_IN_ALL: usize = 1 << 21;

/// Pairs of mappings that one resource may look at: some ten milliseconds. A real one looks at some hundred; merge keys
/// (`<<`) can make it more than the file has bytes.
pub const MERGE_STEPS: u64 = 1 << 20;

/// Pairs that all resources of a document together may look at before each has only [`MERGE_STEPS_AT_LEAST`].
pub const MERGE_STEPS_IN_ALL: u64 = 1 << 25;

/// Pairs that each resource may look at, whatever the others have done.
pub const MERGE_STEPS_AT_LEAST: u64 = 1 << 12;

/// Values that one format may be made of, an alias counted each time it is used. The longest real ones have about a hundred.
pub const FORMAT_VALUES: u32 = 1 << 14;

/// Values that all formats of a document together may be made of before each has only [`FORMAT_VALUES_AT_LEAST`].
pub const FORMAT_VALUES_IN_ALL: u32 = 1 << 22;

/// Values that each format may be made of, whatever the others have taken.
pub const FORMAT_VALUES_AT_LEAST: u32 = 1 << 9;

/// Bytes that functions may compute one format from: twenty times what API Gateway takes.
pub const FORMAT_BYTES: usize = 64 << 10;

/// Bytes of text that all formats of a document together may have before each has only [`FORMAT_BYTES_AT_LEAST`]. One that
/// is written out as one scalar has what is left, so that its length can be told.
pub const FORMAT_BYTES_IN_ALL: usize = 128 << 20;

/// Bytes that each format may have, whatever the others have taken: more than API Gateway takes.
pub const FORMAT_BYTES_AT_LEAST: usize = 4 << 10;

/// Functions within functions in one format: the reader calls itself once a level.
pub const FUNCTION_DEPTH: usize = 64;

/// Loops within loops (`Fn::ForEach`): CloudFormation takes five.
pub const LOOP_DEPTH: usize = 16;

/// What a loop, and each resource in one, costs of [`MERGE_STEPS`]: some thousand resources may lie in a loop of the
/// template. Aliases can make few bytes stand for many loops.
pub const LOOP_STEPS: u64 = 256;

/// Formats that one stage may have by `Fn::If`. Real ones have two or three.
pub const BRANCHES: usize = 32;

/// Bytes of one instruction of a template engine in a template. Those that people write are lines; the longest are comments.
pub const ENGINE_TAG: usize = 4096;

/// Lines before and behind an instruction that are looked at for what it is a value of. Comments and blank lines between them
/// are few.
pub const ENGINE_LINES: usize = 64;

/// Signs in one template that look like the beginning of an instruction and are none: each costs [`ENGINE_TAG`]. A template of
/// pages or mails has some hundred.
pub const ENGINE_SIGNS: usize = 10_000;

/// Bytes of a template that is read once more without the part that cannot be read.
pub const REREAD_BYTES: usize = 4 << 20;

/// Parts of a template that cannot be read, each of which costs reading it once more.
pub const REREADS: usize = 8;

/// Files that are tried for values of a template's parameters, and sets of values in them: each set makes its formats anew. Teams
/// have one for each environment.
pub const PARAMETER_FILES: usize = 64;

/// Bytes of those files together. Each has some kilobytes.
pub const PARAMETER_BYTES: usize = 4 << 20;

/// Stacks within stacks of templates in the repository.
pub const NESTED_DEPTH: usize = 8;

/// Stacks that one template deploys and that are followed, those within them included, with each set of values anew.
pub const NESTED_STACKS: usize = 256;

/// Bytes of the templates of those stacks together. A template has at most 1 MB.
pub const NESTED_BYTES: usize = 32 << 20;

// Serverless Framework

/// Variables of one text, and values that one variable may have in the text's own words.
pub const SERVERLESS_VARIABLES: usize = 64;

/// Variables within variables that are followed: the framework follows ten.
pub const SERVERLESS_DEPTH: usize = 16;

/// Steps of work for one format of a service: a value that is looked at, a name that is compared, sixteen bytes that
/// a variable brings. Real ones take some dozens.
pub const SERVERLESS_STEPS: u32 = 20_000;

/// Steps of work for all formats of a service together, before each has only [`SERVERLESS_STEPS_LEAST`].
pub const SERVERLESS_STEPS_ALL: u32 = 500_000;

/// Steps of work that each format has, whatever the others have taken.
pub const SERVERLESS_STEPS_LEAST: u32 = 1_000;

/// Files that are read for one service.
pub const SERVERLESS_FILES: usize = 64;

/// Levels of objects below a key that may hold a misplaced format.
pub const SERVERLESS_MISPLACED: usize = 4;

// Pulumi

/// Functions, variables and values within each other in one format of a Pulumi program: the reader calls itself once a level.
pub const PULUMI_DEPTH: usize = 48;

/// Steps of work for one format of a Pulumi program: a value that is looked at, sixteen bytes that a reference brings. Real ones take
/// some dozens.
pub const PULUMI_STEPS: u32 = 20_000;

// Program source

/// Bytes of a source file that is read. Files that people write are below 200 KiB.
pub const SOURCE_BYTES: usize = 2 << 20;

/// Bytes of the stack of the thread that reads program source: its parsers call themselves once for each level, and nobody can
/// tell them to stop. Deep enough for [`SOURCE_NESTING`] in a build without optimisation; only what is used of it becomes memory.
pub const SOURCE_STACK: usize = 256 << 20;

/// Weight of what is open at one place of a source file: each bracket weighs [`SOURCE_BRACKET`], each word or sign since the last
/// statement began weighs one. No parser calls itself more often. Files that people write stay below 10,000.
pub const SOURCE_NESTING: usize = 50_000;

/// What a bracket weighs in [`SOURCE_NESTING`].
pub const SOURCE_BRACKET: usize = 2;

/// Levels of expressions and statements that are kept of a source file; what is deeper is not known.
pub const SOURCE_DEPTH: usize = 400;

/// Calls and names within each other that are followed for one value.
pub const SOURCE_CALLS: u32 = 200;

/// Steps of work for one format of a source file: some thousand would do for an honest one.
pub const SOURCE_FUEL: u32 = 50_000;

/// Steps of work for all formats of a source file together, before each has only [`SOURCE_FUEL_LEAST`].
pub const SOURCE_FUEL_ALL: u32 = 2_000_000;

/// Steps of work that each format has, whatever the others have taken.
pub const SOURCE_FUEL_LEAST: u32 = 2_000;

/// Files that are read for what one source file imports.
pub const SOURCE_IMPORTS: usize = 64;

/// Values of which an expression can be one, where the program decides.
pub const SOURCE_CHOICES: usize = 16;

/// Bytes of a text that source code makes: twenty times what API Gateway takes.
pub const SOURCE_TEXT: usize = 64 << 10;

/// Formats that are read from one source file.
pub const SOURCE_FORMATS: usize = 1_000;

// Suppressions

/// Suppressions of one file. Nobody writes as many; each may become a finding with a few lines of the file.
pub const SUPPRESSIONS: usize = 1_000;

/// Signs of comments with `gwfmt` behind them in a file of YAML that are looked at, those in its texts too.
pub const SUPPRESSION_SIGNS: usize = 16_000;

// Reports

/// Bytes of a format's text above which it is counted and not kept once it was examined, unless the report prints it. API
/// Gateway takes 3 KB.
pub const TEXT_KEPT: usize = 64 << 10;

/// Columns of the widest report for people. Of a line, no more than this is kept on either side of a place.
pub const REPORT_WIDTH: usize = 160;

/// Columns of the narrowest report for people, whatever the terminal says.
pub const REPORT_NARROW: usize = 50;

/// Lines that one place in an excerpt may cover; of a longer one, only the beginning is shown.
pub const EXCERPT_LINES: usize = 8;

/// Places in one excerpt: what a drawing can hold without hiding what it is about.
pub const EXCERPT_PLACES: usize = 12;

/// Characters of the expression that stands for a hole in a line that is shown.
pub const HOLE_SHOWN: usize = 24;

/// Bytes of an error's words that are shown. They may quote a file.
pub const ERROR_SHOWN: usize = 4 << 10;

/// Findings that one rule makes of one format: each carries a whole line, and a format that can be deployed has fewer
/// references than that. How many are left out is a finding too.
pub const FINDINGS_PER_RULE: usize = 100;

/// Formats of one log group whose keys are compared.
pub const KEYED_FORMATS: usize = 200;

/// Resources of one kind that are looked at for the way of a log line: an honest folder has a handful.
pub const DELIVERY_RESOURCES: usize = 500;

/// Account settings that are looked at: there is one for an account and region.
pub const DELIVERY_ACCOUNTS: usize = 8;

/// Levels of a policy that are read: a condition has five.
pub const POLICY_DEPTH: usize = 16;

// Fixes

/// Ways of writing one fix in a file that are tried. Each costs reading the file anew; the first is mostly right.
pub const FIX_WAYS: usize = 16;

/// Runs of a format on either side of a fix that are looked at for how the file writes a character.
pub const FIX_RUNS: usize = 256;

/// Fixes that lead to one another: what a fix brings to light is mended with it, or the fix is not made.
pub const FIX_CHAIN: usize = 8;

/// Trials for the files that are mended together. A file that people wrote takes one or two.
pub const FIX_TRIALS: usize = 400;

/// Bytes that are read for the trials of all files together: a few seconds.
pub const FIX_BYTES: usize = 256 << 20;

/// Two formats are aligned column by column where this is not less than the product of their numbers.
pub const COMPARE_CELLS: usize = 1 << 21;
