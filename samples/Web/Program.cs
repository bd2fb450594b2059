using Foyer.AspNetCore;
using Foyer.Contracts;
using Web;

// A small site: a public front page, a dashboard for signed-in people, sign-out. No JavaScript.
// Keys come from the environment (CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY); `foyer keys` prints them.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddFoyer();

WebApplication app = builder.Build();
app.UseStaticFiles();
app.UseFoyer();
app.MapFoyerProxy("/__foyer");

app.MapGet("/", (Auth auth) => Pages.Front(auth));

app.MapGet("/dashboard", async (Auth auth, IUserContext users, CancellationToken ct) =>
    await auth.ProtectAsync() is { } refusal ? refusal : Pages.Dashboard(auth, await users.GetUserAsync(ct)));

app.MapPost("/sign-out", async (Auth auth, CancellationToken ct) =>
{
    await auth.SignOutAsync(ct);
    return Results.Redirect("/");
});

app.Run();
