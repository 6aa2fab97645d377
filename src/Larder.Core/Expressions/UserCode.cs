using System.Linq.Expressions;
using Larder.Errors;

namespace Larder.Expressions;

/// <summary>
/// The one place where errors of the user's lambdas get their name: every compiled function carries this handler, so whoever calls one
/// sees <see cref="UserCodeException"/> and need not wrap it again. Entering the handler costs nothing.
/// </summary>
internal static class UserCode
{
    /// <summary>Lets <paramref name="body"/> throw nothing but errors of Larder.</summary>
    /// <param name="body">The whole body of a compiled lambda.</param>
    /// <param name="what">What is evaluated, as the message shall begin: <c>Feature customer_spend:revenue_7d</c>.</param>
    public static Expression Guard(Expression body, string what)
    {
        var thrown = Expression.Parameter(typeof(Exception), "thrown");
        var named = Expression.Call(typeof(UserCode).GetMethod(nameof(Named))!, Expression.Constant(what), thrown);
        return Expression.TryCatch(body, Expression.Catch(thrown, Expression.Throw(named, body.Type)));
    }

    /// <summary>The error as callers shall see it.</summary>
    public static LarderException Named(string what, Exception thrown) =>
        thrown as LarderException ?? new UserCodeException($"{what} threw {thrown.GetType().Name}: {thrown.Message}", thrown);
}
