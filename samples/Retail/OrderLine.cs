namespace Retail;

/// <summary>One line of an invoice.</summary>
/// <param name="InvoiceNo">The invoice; cancellations begin with C.</param>
/// <param name="StockCode">The product.</param>
/// <param name="Description">The product in words.</param>
/// <param name="Quantity">Pieces; negative on cancellations and returns.</param>
/// <param name="InvoiceDate">When the invoice was made, UK local time.</param>
/// <param name="UnitPrice">Pounds per piece.</param>
/// <param name="CustomerId">The customer; missing on a quarter of the lines.</param>
/// <param name="Country">Where the customer lives.</param>
public sealed record OrderLine(
    string InvoiceNo,
    string StockCode,
    string? Description,
    int Quantity,
    DateTime InvoiceDate,
    double UnitPrice,
    string? CustomerId,
    string Country)
{
    /// <summary>Pounds for the line.</summary>
    public double Amount => Quantity * UnitPrice;
}
