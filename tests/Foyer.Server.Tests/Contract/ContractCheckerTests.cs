using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit.Sdk;

namespace Foyer.Server.Tests.Contract;

public sealed class ContractCheckerTests
{
    private const string Token = """{"object":"token","jwt":"a.b.c"}""";
    private const string NotFound = """{"errors":[{"code":"resource_not_found","message":"m","long_message":"l"}],"clerk_trace_id":"t"}""";

    [Fact]
    public void Both_contracts_were_read_whole()
    {
        Assert.True(WireContract.Frontend.Operations.Count > 200);
        Assert.True(WireContract.Backend.Operations.Count > 240);
    }

    [Fact]
    public void The_same_operation_is_found_by_template_and_by_concrete_path()
    {
        var byTemplate = WireContract.Frontend.Find("POST", "/v1/client/sessions/{session_id}/tokens");
        var byPath = WireContract.Frontend.Find("POST", "/v1/client/sessions/sess_1/tokens");
        Assert.Equal("createSessionToken", byTemplate?.Id);
        Assert.Same(byTemplate, byPath);
    }

    [Fact]
    public void A_literal_segment_wins_over_a_placeholder() =>
        Assert.Equal("/v1/users/count", WireContract.Backend.Find("GET", "/v1/users/count")?.Path);

    [Fact]
    public void A_list_asked_for_in_pages_comes_as_a_page()
    {
        IReadOnlyList<string> Of(string body, bool isPage) => ContractChecker.Check(WireContract.Backend, "GET", "/v1/users/user_1/oauth_access_tokens/oauth_google", 200, body, isPage);
        Assert.Empty(Of("[]", isPage: false));
        Assert.Empty(Of("""{"data":[],"total_count":0}""", isPage: true));
        Assert.NotEmpty(Of("[]", isPage: true));
        Assert.NotEmpty(Of("""{"data":[{"token":1}],"total_count":0}""", isPage: true));
        Assert.NotEmpty(Of("""{"data":[],"total_count":0}""", isPage: false));
    }

    [Theory]
    [InlineData("/v1/users/")]
    [InlineData("/v1/users/user_1/nothing_here")]
    [InlineData("/v1/nothing_here")]
    public void A_path_the_contract_lacks_is_not_found(string path) => Assert.Null(WireContract.Backend.Find("GET", path));

    [Theory]
    [InlineData("", "is no JSON")]
    [InlineData("[]", "should be an object")]
    [InlineData("""{"errors":[],"extra":1}""", "$.extra (ClerkErrors.extra) is not in the contract")]
    [InlineData("{}", "lacks errors")]
    [InlineData("""{"errors":[{"code":"c","message":1,"long_message":"l"}]}""", "$.errors[0].message (ClerkError.message) should be string, is 1")]
    [InlineData("""{"errors":[{"code":"c","message":null,"long_message":"l"}]}""", "should be string, is null")]
    [InlineData("""{"errors":[{"code":"c","message":"m"}]}""", "lacks long_message")]
    public void A_body_that_breaks_its_shape_is_reported_with_its_place(string body, string expected) =>
        Assert.Contains(expected, Assert.Single(Check("GET", "/v1/client/sign_ins/sia_1", 404, body)));

    [Fact]
    public void A_body_that_meets_its_shape_is_accepted() => Assert.Empty(Check("GET", "/v1/client/sign_ins/sia_1", 404, NotFound));

    [Fact]
    public void A_value_outside_an_enum_is_reported() =>
        Assert.Contains("should be one of", Assert.Single(Shape("x", "\"org\"", """{"$enum":["user"]}""")));

    [Fact]
    public void A_choice_is_met_by_any_of_its_shapes_and_reports_the_nearest()
    {
        const string choice = """{"$oneOf":[{"a!":"string"},{"a!":"integer","b!":"boolean"}]}""";
        Assert.Empty(Shape("x", """{"a":1,"b":true}""", choice));
        Assert.Equal("$.b (x.b) should be boolean, is 2", Assert.Single(Shape("x", """{"a":1,"b":2}""", choice)));
    }

    [Fact]
    public void Null_is_accepted_only_where_the_contract_says_so()
    {
        Assert.Empty(Shape("x", "null", """{"$null":["string"]}"""));
        Assert.NotEmpty(Shape("x", "null", """["string"]"""));
        Assert.Empty(Shape("x", "null", "\"#ClerkErrors?\""));
        Assert.NotEmpty(Shape("x", "null", "\"#ClerkErrors\""));
    }

    [Fact]
    public void A_fraction_is_no_integer() => Assert.NotEmpty(Shape("x", "1.5", "\"integer\""));

    [Fact]
    public void An_undocumented_status_is_reported() =>
        Assert.Contains("answered 418", Assert.Single(Check("GET", "/v1/client", 418, NotFound)));

    [Fact]
    public void A_status_any_operation_may_answer_is_accepted_with_its_own_code_only()
    {
        var limited = NotFound.Replace("resource_not_found", "too_many_requests", StringComparison.Ordinal);
        Assert.Empty(Check("GET", "/v1/client", 429, limited));
        Assert.NotEmpty(Check("GET", "/v1/client", 429, NotFound));
        Assert.NotEmpty(Check("GET", "/v1/client", 429, """{"errors":[{"code":"too_many_requests"}]}"""));
    }

    [Fact]
    public void Success_of_an_operation_nobody_listed_is_reported_and_its_errors_must_have_the_error_shape()
    {
        Assert.NotEmpty(Check("GET", "/v1/invented", 200, "{}"));
        Assert.NotEmpty(Check("GET", "/v1/invented", 404, "{}"));
        Assert.Empty(Check("GET", "/v1/invented", 404, NotFound));
    }

    [Fact]
    public void A_deviation_is_accepted_at_its_place_and_nowhere_else()
    {
        Assert.Empty(Check("POST", "/v1/client/sessions/sess_1/tokens", 200, Token));
        Assert.NotEmpty(Check("POST", "/v1/client/sessions/sess_1/tokens", 200, """{"object":7,"jwt":"a"}"""));
        Assert.NotEmpty(Shape("elsewhere", Token, """{"jwt":"string"}"""));
    }

    [Fact]
    public void Every_deviation_names_a_place_that_exists()
    {
        var places = new[] { WireContract.Frontend, WireContract.Backend }.SelectMany(contract => contract.Deviations.Members.Keys.Select(at => (contract, at))).ToList();
        Assert.NotEmpty(places);
        Assert.All(places, entry => Assert.True(
            entry.contract.HasSchema(Parent(entry.at)) || entry.contract.Operations.Any(operation => entry.at.StartsWith($"{operation.Id} ", StringComparison.Ordinal)),
            $"{entry.contract.Api} has no {entry.at}"));

        string Parent(string at)
        {
            var candidates = Enumerable.Range(0, at.Length).Where(i => at[i] == '.').Select(i => at[..i]);
            return candidates.LastOrDefault(name => WireContract.Frontend.HasSchema(name) || WireContract.Backend.HasSchema(name)) ?? at;
        }
    }

    [Fact]
    public async Task A_client_of_a_test_fails_on_an_answer_that_breaks_the_contract()
    {
        using var broken = Client(HttpStatusCode.OK, """{"object":"token"}""".Replace("token", "coin", StringComparison.Ordinal), "application/json");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => broken.GetAsync("/v1/client"));
        Assert.Contains("breaks the frontend contract", failure.Message);
    }

    [Fact]
    public async Task A_verb_tunnelled_in_the_query_is_checked_as_that_verb()
    {
        using var client = Client(HttpStatusCode.OK, "{}", "application/json");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => client.PostAsync("/v1/client?_method=PUT", null));
        Assert.Contains("PUT /v1/client", failure.Message);
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/json; charset=utf-8", true)]
    public async Task The_backend_api_answers_exactly_application_json(string type, bool fails)
    {
        using var client = Client(HttpStatusCode.OK, """{"object":"total_count","total_count":1}""", type);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_x");
        var failure = await Record.ExceptionAsync(() => client.GetAsync("/v1/users/count"));
        Assert.Equal(fails, failure is not null);
    }

    [Fact]
    public async Task Pages_and_assets_are_left_alone()
    {
        using var client = Client(HttpStatusCode.OK, "<p>", "text/html");
        Assert.Equal("<p>", await client.GetStringAsync("/sign-in"));
    }

    [Fact]
    public void Coverage_marks_what_was_exercised()
    {
        var text = ContractCoverage.Text(operation => operation.Id == "createSessionToken");
        Assert.Contains("- [x] `POST /v1/client/sessions/{session_id}/tokens`\n", text);
        Assert.Contains("- [ ] `GET /v1/client`\n", text);
        Assert.Contains("## Frontend API: 1 of ", text);
    }

    private static IReadOnlyList<string> Check(string method, string path, int status, string body) =>
        ContractChecker.Check(WireContract.Frontend, method, path, status, body);

    private static IReadOnlyList<string> Shape(string place, string value, string shape) => ContractChecker.CheckShape(
        WireContract.Frontend, place, System.Text.Json.Nodes.JsonNode.Parse(shape)!, System.Text.Json.JsonDocument.Parse(value).RootElement);

    private static HttpClient Client(HttpStatusCode status, string body, string type) =>
        new(new ContractHandler(new Answer(status, body, type), counts: false)) { BaseAddress = new Uri("http://foyer.test") };

    private sealed class Answer(HttpStatusCode status, string body, string type) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
