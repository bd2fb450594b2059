using System.Net;
using System.Text;
using Foyer.Contracts;
using Foyer.Frontend;

namespace Foyer.Tests.Components;

/// <summary>The headless client as the wire sees it (WIRE §2.1, §2.2).</summary>
public sealed class FrontendClientTests
{
    [Fact]
    public async Task Fields_are_a_form_in_snake_case_and_what_is_not_given_is_not_sent()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""");

        await wire.Client().SignUps.Create(new SignUpFields { EmailAddress = "a+b@acme.dev", FirstName = "", LegalAccepted = true });

        Assert.Equal("POST", wire.Method);
        Assert.Equal("/__foyer/v1/client/sign_ups", wire.Uri.AbsolutePath);
        Assert.Equal("email_address=a%2Bb%40acme.dev&first_name=&legal_accepted=true", wire.Body);
        Assert.Equal("application/x-www-form-urlencoded", wire.ContentType);
    }

    [Fact]
    public async Task Verbs_beyond_GET_and_POST_travel_in_the_query()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""");
        FrontendClient client = wire.Client();

        await client.SignOut();
        Assert.Equal(("POST", "?__clerk_api_version=2026-05-12&_method=DELETE"), (wire.Method, wire.Uri.Query));

        await client.SignUps.Update("sua_1", new SignUpFields { Username = "ada" });
        Assert.Equal(("POST", "?__clerk_api_version=2026-05-12&_method=PATCH"), (wire.Method, wire.Uri.Query));
    }

    [Fact]
    public async Task The_dev_browser_and_the_session_are_in_the_query()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""");

        await wire.Client("dvb_1&x").Me.Get("sess_1");

        Assert.Equal("?__clerk_api_version=2026-05-12&__clerk_db_jwt=dvb_1%26x&_clerk_session_id=sess_1", wire.Uri.Query);
    }

    [Fact]
    public async Task A_file_is_a_field_of_a_form()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""");

        await wire.Client().Me.SetProfileImage("picture"u8.ToArray(), "sess_1");

        Assert.Equal(("POST", "/__foyer/v1/me/profile_image", "multipart/form-data"), (wire.Method, wire.Uri.AbsolutePath, wire.ContentType));
        Assert.Contains("name=file; filename=file", wire.Body, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\npicture\r\n", wire.Body, StringComparison.Ordinal);
        Assert.Contains("_clerk_session_id=sess_1", wire.Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_cannot_leave_its_place_in_the_path()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""");

        await wire.Client().SignIns.Get("../../v1/me?x=");

        Assert.Equal("/__foyer/v1/client/sign_ins/..%2F..%2Fv1%2Fme%3Fx%3D", wire.Uri.AbsolutePath);
    }

    [Fact]
    public async Task A_refusal_is_a_value_with_its_errors_trace_and_wait()
    {
        using Wire wire = new(
            429, """{"errors":[{"code":"too_many_requests","message":"m","long_message":"l","meta":{"param_name":"code"}}],"clerk_trace_id":"abc"}""", ("Retry-After", "17"));

        FrontendResult<SignInResource> result = await wire.Client().SignIns.AttemptFirstFactor("sia_1", FactorProof.OfCode("email_code", "1"));

        Assert.False(result.IsSuccess);
        Assert.True(result.Failed(ErrorCodes.TooManyRequests));
        Assert.Equal("code", result.Errors.Single().Meta?.ParamName);
        Assert.Equal((429, TimeSpan.FromSeconds(17), "abc"), (result.Status, result.RetryAfter, result.TraceId));
    }

    [Fact]
    public async Task Cookies_are_handed_to_whoever_relays_them()
    {
        using Wire wire = new(200, """{"response":null,"client":null}""", ("Set-Cookie", "__client=a; HttpOnly"), ("Set-Cookie", "__client_uat=1"));

        Assert.Equal(["__client=a; HttpOnly", "__client_uat=1"], (await wire.Client().GetClient()).SetCookies);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(200, "")]
    [InlineData(502, "Bad Gateway")]
    [InlineData(500, """{"errors":[]}""")]
    public async Task An_answer_that_is_not_of_this_protocol_is_a_failure_not_an_exception(int status, string body)
    {
        using Wire wire = new(status, body);

        FrontendResult<ClientResource> result = await wire.Client().GetClient();

        Assert.True(result.Failed(FrontendErrors.UnexpectedAnswer));
        Assert.Equal(status, result.Status);
    }

    [Fact]
    public async Task No_answer_is_a_failure_but_stopping_is_the_callers_own()
    {
        using Wire wire = new(0, "");
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        Assert.True((await wire.Client().GetClient()).Failed(FrontendErrors.Network));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wire.Client().GetClient(stopped.Token));
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        Assert.DoesNotContain("secret", FactorProof.OfPassword("secret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new SignUpFields { Password = "secret" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new CreateSignIn { Password = "secret" }.ToString(), StringComparison.Ordinal);
    }

    private sealed class Wire(int status, string body, params (string Name, string Value)[] headers) : HttpMessageHandler
    {
        public string Method { get; private set; } = "";

        public Uri Uri { get; private set; } = new("about:blank");

        public string? Body { get; private set; }

        public string? ContentType { get; private set; }

        public FrontendClient Client(string? devBrowser = null) => new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://app.example/__foyer/") }, devBrowser);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (status == 0)
            {
                throw new HttpRequestException("no connection");
            }

            (Method, Uri) = (request.Method.Method, request.RequestUri!);
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            ContentType = request.Content?.Headers.ContentType?.MediaType;
            HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach ((string name, string value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        }
    }
}
