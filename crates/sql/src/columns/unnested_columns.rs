//! UNNEST with names for columns: rows and maps come apart.

use std::rc::Rc;

use super::resolution::Engine;
use super::value::{Column, Shape, Sum, Value};

impl Engine<'_> {
    /// The columns of several arrays side by side, `count` of them: rows and maps come apart.
    pub(super) fn spread(&mut self, elements: &[Rc<Value>], count: usize) -> Vec<Column> {
        let mut widths = Vec::with_capacity(elements.len());
        for element in elements {
            widths.push(self.width(element));
        }
        let known: usize = widths.iter().flatten().sum();
        let open = widths.iter().filter(|width| width.is_none()).count();
        let left = count.saturating_sub(known);
        let each = match open {
            0 if left == 0 && known == count => Some(0),
            1 if left > 0 => Some(left),
            open if open > 0 && open == left => Some(1),
            _ => None,
        };
        let mut columns = Vec::with_capacity(count);
        if let Some(each) = each {
            for (element, width) in elements.iter().zip(&widths) {
                columns.extend(self.apart(element, width.unwrap_or(each)));
            }
            return columns;
        }
        let mut sum = Sum::new();
        for element in elements {
            sum.add(element);
        }
        let whole = sum.computed(Shape::Opaque);
        columns.resize_with(count, || Column {
            name: "".into(),
            value: Rc::clone(&whole),
        });
        columns
    }

    /// How many columns an element comes apart into, if that is known.
    fn width(&mut self, element: &Rc<Value>) -> Option<usize> {
        if let Some(fields) = self.fields(element) {
            return Some(fields.len());
        }
        match &element.shape {
            Shape::Scalar => Some(1),
            Shape::Path { base, .. } => {
                let (relation, path) = self.origin(*base)?;
                let fields = self.schema.fields(relation, path)?;
                fields.is_empty().then_some(1)
            }
            _ => None,
        }
    }

    /// The columns that an element of an array comes apart into, `count` of them.
    pub(super) fn apart(&mut self, element: &Rc<Value>, count: usize) -> Vec<Column> {
        let fields = self.star_of_value(element);
        if fields.rest.is_empty() && fields.columns.len() == count {
            return fields.columns;
        }
        let mut sum = Sum::new();
        sum.add(element);
        let whole = sum.computed(Shape::Opaque);
        let column = |_| Column {
            name: "".into(),
            value: Rc::clone(&whole),
        };
        (0..count).map(column).collect()
    }
}
