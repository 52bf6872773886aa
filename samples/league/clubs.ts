/** The clubs are real (their codes, cities and names are what dbt joins on); everybody who plays for them is invented. */
export interface Club {
  /** nflverse's code. */
  readonly code: string;
  /** MyFantasyLeague's code, which the crosswalk uses. */
  readonly mfl: string;
  readonly location: string;
  readonly nickname: string;
  readonly dome: boolean;
}

const TABLE = `
ARI ARI Arizona|Cardinals|dome        ATL ATL Atlanta|Falcons|dome            BAL BAL Baltimore|Ravens|           BUF BUF Buffalo|Bills|
CAR CAR Carolina|Panthers|            CHI CHI Chicago|Bears|                  CIN CIN Cincinnati|Bengals|         CLE CLE Cleveland|Browns|
DAL DAL Dallas|Cowboys|dome           DEN DEN Denver|Broncos|                 DET DET Detroit|Lions|dome          GB GBP Green Bay|Packers|
HOU HOU Houston|Texans|dome           IND IND Indianapolis|Colts|dome         JAX JAC Jacksonville|Jaguars|       KC KCC Kansas City|Chiefs|
LA LAR Los Angeles|Rams|dome          LAC LAC Los Angeles|Chargers|dome       LV LVR Las Vegas|Raiders|dome       MIA MIA Miami|Dolphins|
MIN MIN Minnesota|Vikings|dome        NE NEP New England|Patriots|            NO NOS New Orleans|Saints|dome      NYG NYG New York|Giants|
NYJ NYJ New York|Jets|                PHI PHI Philadelphia|Eagles|            PIT PIT Pittsburgh|Steelers|        SEA SEA Seattle|Seahawks|
SF SFO San Francisco|49ers|           TB TBB Tampa Bay|Buccaneers|            TEN TEN Tennessee|Titans|           WAS WAS Washington|Commanders|`;

export const CLUBS: readonly Club[] = [...TABLE.matchAll(/([A-Z]{2,3}) ([A-Z]{3}) ([^|]+)\|([^|]+)\|(dome)?/g)].map(([, code = "", mfl = "", location = "", nickname = "", dome]) => ({
  code,
  mfl,
  location: location.trim(),
  nickname: nickname.trim(),
  dome: dome === "dome",
}));
