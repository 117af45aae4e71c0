//! Templates into text: literals, interpolations, `%{ if }` and `%{ for }`.

use gwfmt_core::limits::HCL_TEXT;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::eval::with_pair;
use super::syntax::{Expr, Part};
use super::value::{Mistake, Outcome};
use super::world::{Scope, World};

impl World<'_> {
    /// The string that the parts make.
    pub(super) fn template(&self, scope: Scope<'_>, place: SourceSpan, parts: &[Part]) -> Outcome {
        let mut text = FormatText::new();
        self.push_parts(scope, parts, &mut text)?;
        Ok(self.text(place, text))
    }

    fn push_parts(
        &self,
        scope: Scope<'_>,
        parts: &[Part],
        text: &mut FormatText,
    ) -> Result<(), Mistake> {
        for part in parts {
            if text.len() > HCL_TEXT {
                return Ok(());
            }
            match part {
                Part::Literal(literal) => {
                    if self.spend(1 + literal.len() as u64 / 64) {
                        text.push_text(literal);
                    }
                }
                Part::Value(expr) => {
                    let value = self.attempt(scope, expr)?;
                    match value.to_text() {
                        Some(piece) => text.push_text(&piece),
                        None if self.trying.get() > 0 => return Err(Mistake),
                        None => text.push_hole(expr.place),
                    }
                }
                Part::If {
                    condition,
                    then,
                    otherwise,
                } => self.push_if(scope, condition, [then, otherwise], text)?,
                Part::For {
                    key,
                    value,
                    over,
                    body,
                } => {
                    let collection = self.attempt(scope, over)?;
                    let Some(pairs) = collection.pairs() else {
                        text.push_hole(over.place);
                        continue;
                    };
                    for pair in pairs {
                        let inner = |scope: Scope<'_>| self.push_parts(scope, body, text);
                        with_pair(scope, (key.as_deref(), value), pair, inner)?;
                        if text.len() > HCL_TEXT || !self.spend(1) {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn push_if(
        &self,
        scope: Scope<'_>,
        condition: &Expr,
        [then, otherwise]: [&[Part]; 2],
        text: &mut FormatText,
    ) -> Result<(), Mistake> {
        match self.attempt(scope, condition)?.as_bool() {
            Some(true) => self.push_parts(scope, then, text),
            Some(false) => self.push_parts(scope, otherwise, text),
            None => {
                let mut sides = [FormatText::new(), FormatText::new()];
                self.push_parts(scope, then, &mut sides[0])?;
                self.push_parts(scope, otherwise, &mut sides[1])?;
                let [a, b] = sides;
                if a.as_str() == b.as_str() && !a.has_holes() {
                    text.push_text(&a);
                } else {
                    text.push_hole(condition.place);
                }
                Ok(())
            }
        }
    }
}
