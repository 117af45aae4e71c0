//! What the compiler says of mistakes. The texts are those of the stable compiler that the project is built with.

#[test]
fn mistakes_are_compile_errors() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
