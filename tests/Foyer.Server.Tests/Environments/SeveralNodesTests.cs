using System.Text.Json.Nodes;
using Foyer.Server.Instances;
using Foyer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Tests.Environments;

/// <summary>Two servers on one PostgreSQL.</summary>
public sealed class SeveralNodesTests
{
    [Fact]
    public async Task What_one_node_applies_the_other_serves_within_seconds()
    {
        string? database = await Databases.Create(Databases.Postgres);
        try
        {
            await using FoyerTestServer first = await FoyerTestServer.StartAsync(new FoyerTestOptions { Database = database });
            using HttpClient http = first.CreateClient();
            Assert.Equal(8, await MinLength(http));

            JsonObject settings = new() { ["user_settings"] = new JsonObject { ["password_settings"] = new JsonObject { ["min_length"] = 14 } } };
            await using FoyerTestServer second = await FoyerTestServer.StartAsync(new FoyerTestOptions { Database = database, Settings = settings });

            for (int attempt = 0; attempt < 100 && await MinLength(http) != 14; attempt++)
            {
                await Task.Delay(50);
            }

            Assert.Equal(14, await MinLength(http));
            Assert.Equal(first.PublishableKey, second.PublishableKey);
            Assert.Single(second.Services.GetRequiredService<InstanceRegistry>().All);
        }
        finally
        {
            await Databases.Drop(database);
        }
    }

    private static async Task<int> MinLength(HttpClient http) =>
        JsonNode.Parse(await http.GetStringAsync("/v1/environment"))!["user_settings"]!["password_settings"]!["min_length"]!.GetValue<int>();
}
