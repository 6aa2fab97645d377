using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Errors of views over history.</summary>
internal static class ViewErrors
{
    /// <summary>A lambda of the view threw on an event.</summary>
    public static UserCodeException Threw(CompiledView view, EventOrder order, Exception thrown) => new(
        $"View {view.Name} threw {thrown.GetType().Name} on the event of {order.EventTime} with sequence {order.Sequence}: {thrown.Message.TrimEnd('.')}. Guard the expression, or quarantine such rows with a rule.", thrown);
}
