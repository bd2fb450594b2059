using System.Globalization;
using System.Text.Json;

namespace Foyer.Benchmarks.Rows;

/// <summary>Prints rows as they come: columns for people, or one JSON object a line.</summary>
internal sealed class Table(TextWriter output, bool json)
{
    public void Begin()
    {
        if (!json)
        {
            output.WriteLine($"{"row",-17} {"value",12}  {"unit",-15} {"floor",12}  {"ratio",8}  {"target",8}      the floor");
        }
    }

    public void Add(Row row)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { name = row.Name, unit = row.Unit, value = row.Value, floor = row.Floor, ratio = row.Ratio }));
        }
        else
        {
            string target = (row.MoreIsBetter ? "≥ " : "≤ ") + row.Target.ToString("0.00", CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name,-17} {row.Value,12:N1}  {row.Unit,-15} {row.Floor,12:N1}  {row.Ratio,8:0.00}  {target,8}  {(row.Reached ? "✓" : "·")}   {row.FloorIs}"));
        }

        output.Flush();
    }
}
