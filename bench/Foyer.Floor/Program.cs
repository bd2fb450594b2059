using Foyer.Floor;

// What Kestrel alone reaches on this machine: the floors that the server is measured against.
//
//   Foyer.Floor URL                 an empty Kestrel: plain text
//   Foyer.Floor URL DATABASE ROWS   also the least work of a token and of a point read
//
// It ends when its standard input does, so that it never outlives the benchmark that started it.

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(args[0]);
WebApplication app = builder.Build();

PlainText.Map(app);
if (args is [_, string database, string rows])
{
    DurableWrite write = new(database);
    Token.Map(app, write);
    CodeExchange.Map(app, write);
    PointRead.Map(app, database, int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture));
}

await app.StartAsync();
await Console.In.ReadToEndAsync();
await app.StopAsync();
