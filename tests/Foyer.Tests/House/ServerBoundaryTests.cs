using System.Reflection;
using System.Text.RegularExpressions;

namespace Foyer.Tests.House;

/// <summary>Which folder of the server may know which: operations → flows → strategies → people → ground, never upwards (DESIGN §3).</summary>
public sealed partial class ServerBoundaryTests
{
    private const string Server = "Foyer.Server";

    /// <summary>The floors from the bottom up. A folder knows its own floor and those below.</summary>
    private static readonly string[][] Floors =
    [
        ["_Kernel"],
        ["GeoIp"],
        ["Instances", "Keys", "Claims", "Messages", "Outbound", "SocialProviders", "Surfaces", "Verifications"],
        ["Users", "EmailAddresses", "PhoneNumbers", "Identifications", "Web3Wallets", "Passkeys", "ExternalAccounts", "Totp", "BackupCodes", "Images"],
        ["Passwords", "OneTimeCodes", "Tickets", "Restrictions", "BotProtection", "TestingTokens", "RateLimits", "SocialConnections", "RedirectUrls"],
        [
            "Clients", "DevBrowsers", "Sessions", "Tokens", "Factors", "SignIns", "SignUps", "Handshakes", "JwtTemplates", "Invitations", "Waitlist",
            "TrustedDevices", "EmailLinks",
        ],
        [Operations, "Me", "Environments", "Jwks", "Keyless", "Npm", "Health", "Pages"],
    ];

    /// <summary>What stands in a <c>Backend</c> or <c>Frontend</c> folder of a feature: operations of one API, which nobody builds upon.</summary>
    private const string Operations = "operations";

    /// <summary>What stands at the top of the server, or is the contents page of a folder (its Feature class). It lists, so it may know all it lists.</summary>
    private const string Contents = "";

    private static readonly Dictionary<string, string> FolderByType = Repository.Sources
        .Where(file => file.StartsWith($"src/{Server}/", StringComparison.Ordinal))
        .SelectMany(file => Declaration().Matches(Repository.Read(file)).Select(match => (Name: match.Groups["name"].Value, Folder: FolderOf(file))))
        .DistinctBy(entry => entry.Name)
        .ToDictionary(entry => entry.Name, entry => entry.Name == $"{entry.Folder}Feature" ? Contents : entry.Folder);

    private static readonly Lazy<IReadOnlyList<(Type From, Type To)>> Uses = new(() =>
    [
        .. from type in CodeReferences.Written(Assembly.Load(Server))
           where IsOurs(type)
           from used in CodeReferences.Of(type)
           where IsOurs(used)
           select (type, used),
    ]);

    [Fact]
    public void Every_folder_of_the_server_has_its_floor()
    {
        var folders = FolderByType.Values.Where(folder => folder is not Contents).Distinct().ToList();
        Assert.True(folders.Count > 10, "The sources of the server were not found.");
        Assert.Empty(folders.Except(Floors.SelectMany(floor => floor)));
    }

    [Fact]
    public void Nothing_knows_what_stands_above_it()
    {
        var checkedUses = Uses.Value.Where(use => Floor(use.From) is not null && Floor(use.To) is not null).ToList();
        Assert.True(checkedUses.Count > 100, "There was next to nothing to check.");
        Report(checkedUses.Where(use => Floor(use.To) > Floor(use.From)));
    }

    [Fact]
    public void Only_the_list_of_features_at_the_top_knows_them_all()
    {
        var upwards = Uses.Value.Where(use => Floor(use.From) is not null && FolderOf(use.To) is Contents && !IsSeam(use.To)).ToList();
        Assert.Contains(Uses.Value, use => FolderOf(use.From) is Contents);
        Report(upwards);
    }

    [Fact]
    public void Pages_are_clients_of_the_apis_and_touch_no_store()
    {
        var pages = Uses.Value.Where(use => FolderOf(use.From) is "Pages").ToList();
        Assert.NotEmpty(pages);
        Report(pages.Where(use => use.To.Name.EndsWith("Store", StringComparison.Ordinal) || use.To.Name is "Database" or "Tx" or "Outbox"));
    }

    [Fact]
    public void No_operation_calls_out_to_the_network()
    {
        var callers = CodeReferences.Written(Assembly.Load(Server)).Where(IsOurs).Where(type => CodeReferences.Of(type).Contains(typeof(HttpClient))).ToList();
        Assert.DoesNotContain(callers, type => FolderOf(type) is not (Contents or "_Kernel" or "Outbound" or "Pages"));
        // Only the one that hands out tokens asks a provider while somebody waits, when they are over (ADR 15).
        Assert.Equal(["OauthTokens"], Uses.Value.Where(use => FolderOf(use.From) is Operations && use.To.Name is "ProviderClient" or "OutboundHttp").Select(use => use.From.Name).Where(name => FolderByType.GetValueOrDefault(name) is Operations).Distinct());
    }

    private static void Report(IEnumerable<(Type From, Type To)> forbidden)
    {
        var lines = forbidden.Select(use => $"{FolderOf(use.From)}/{use.From.Name} uses {FolderOf(use.To)}/{use.To.Name}").Distinct().Order().ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
    }

    // Options and the start-up exception are the server's public surface, meant to be seen from everywhere inside; and the
    // transport that the pages and the in-process mode share ends where every request begins.
    private static bool IsSeam(Type type) => type.IsPublic || type.Name is "FoyerPipeline" or "InProcessTransport";

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name == Server && type.Namespace?.StartsWith(Server, StringComparison.Ordinal) == true
        && FolderByType.ContainsKey(BareName(type));

    private static int? Floor(Type type) => Array.FindIndex(Floors, floor => floor.Contains(FolderOf(type))) is >= 0 and var floor ? floor : null;

    private static string FolderOf(Type type) => FolderByType[BareName(type)];

    private static string FolderOf(string file) => file.Split('/')[2..] switch
    {
        [_] => Contents,
        [_, "Backend" or "Frontend", ..] => Operations,
        [var folder, ..] => folder,
        [] => Contents,
    };

    private static string BareName(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe|ref) )*(?:class|struct|interface|enum|delegate \S+|record struct|record class|record) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
