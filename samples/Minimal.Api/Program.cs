using Foyer.AspNetCore;

// An API with a door: anyone may ask for the time, only signed-in people learn who they are.
// Keys come from the environment (CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY); `foyer keys` prints them.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddFoyer();

WebApplication app = builder.Build();
app.UseFoyer();
app.MapFoyerProxy();

app.MapGet("/time", (TimeProvider clock) => new { now = clock.GetUtcNow() });
app.MapGet("/me", (Auth auth) => new { auth.UserId, auth.SessionId, auth.OrgId }).RequireSignedIn();

app.Run();
