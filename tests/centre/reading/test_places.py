"""The company's municipality: named, hidden in a compound, misspelt, or somebody else's."""

import pytest

from tests.centre.reading.readings import one, rows

OWN = """
Hjo | hjo. glass. 6 st. danskarna ringde
Vara | får man sälja traktordelar till norge. vara
Tjörn | Vi är ett möbelföretag på Tjörn, före detta Tibro. Trettio anställda.
Svenljunga | Utanför Falkenberg fanns de förr, nu i Svenljunga. Hästfoder, 19 pers.
Herrljunga | Kommunen är Herrljunga fast postadressen är Vårgårda.
Mark | Söderut på väg 41, strax före Varberg, i Björketorp. Hundmat, 15 st.
Borås | Ligger vid vägen till Ulricehamn, Dalsjöfors. Konfektion, 26 anst.
Göteborg | Mitt emot Götaplatsen sitter en studio med nio spelutvecklare.
Mellerud | Pappersrör i Håfreström, 17 man.
outside | Company in Laholm, used to be in Mark, wants partners in Spain.
outside | Vi är i Kristinehamn och hade Mariestad som närmsta exportcenter. Turbiner, 90 man.
Tibro | Träffade ett möbelföretag i Tibro i förmiddags, de vill ut i Europa.
Tibro | Tibroföretaget behöver en agent.
Tibro | Vi är ett Tibro-baserat snickeri.
Skövde | En firma i Skövdetrakten har fått en förfrågan från Japan.
Skövde | we are a machine shop just outside Skövde
Skövde | verkstad i skovde med 14 pers
Borås | Boråsbolaget säljer arbetskläder.
Borås | Två boråsare med ett klädmärke vill till Danmark.
Borås | Väveriet ligger i Fristad sedan 1922.
Borås | Our mill is in Boras.
Tranemo | Tranemos äldsta gjuteri har hört av sig.
Tranemo | Bolaget sitter i Limmared och gör glas.
Tranemo | Familjeföretag från Dalstorp, plast.
Trollhättan | Trollhättebolag med 80 anställda.
Trollhättan | A start-up in Trollhattan makes torque sensors.
Trollhättan | Firman finns i trollhättan.
Lidköping | Ett bageri i Lidköpng undrar.
Lidköping | Mekano AB, Lidköping, 45 anställda.
Lidköping | De tillverkar kaffebryggare i Lidkoping.
Ulricehamn | Kunderna är tyska men vi håller till i Ulrisehamn.
Ulricehamn | Gällstad har många stickerier och det här är ett av dem, i Gällstad sedan 1950.
Ulricehamn | Ett stickeri i Gällstad.
Mark | Vi gör täcken i Kinna.
Mark | Väveri i Skene med 20 anställda.
Mark | Företaget ligger i Mark.
Mark | Ett textilföretag i Marks kommun söker partner.
Dals-Ed | Verkstaden ligger i Ed.
Dals-Ed | Ed, sågkedjor, 16 anst.
Dals-Ed | Bolag i Dals-Ed vill till Norge.
Dals-Ed | företaget är från ed
Vara | Vi odlar raps i Vara.
Vara | Lantbruket utanför Vara vill exportera fröer.
Vara | A feed producer in Kvänum, 30 people.
Vara | Varabaserat bolag söker importör.
Ale | Företaget finns i Ale kommun.
Ale | Vi sitter i Nödinge.
Ale | Ett bolag i Älvängen.
Ale | De hyr en lokal i Surte.
Hjo | bryggeri i hjo söker agent i Finland
Hjo | Hjo: sylt och marmelad, 8 anställda.
Hjo | Musteriet i Hjo vill till Danmark.
Göteborg | Techbolag på Lindholmen.
Göteborg | A company on Hisingen, Gothenburg.
Göteborg | Göteborgsbaserad startup inom AI.
Göteborg | Vi är fyra personer i Majorna.
Göteborg | bolag i gbg med 12 anställda
Göteborg | Konsultbolag i Askim.
Mölndal | Medtechbolag i Mölndal.
Mölndal | De sitter i Kållered.
Härryda | Företag i Mölnlycke.
Härryda | Vårt företag ligger i Landvetter.
Lerum | I Floda gör vi pumpar.
Lerum | Floda, saas för golvslipare, 15 pers.
Lerum | Bolaget huserar i Gråbo.
Kungälv | Båtvarv på Marstrand.
Kungälv | Ett litet rökeri i Ytterby.
Kungälv | Verkstaden i Kode gör släpvagnar.
Stenungsund | Kemiföretag i Stenungsund.
Stenungsund | Fabriken i Stora Höga.
Tjörn | Skärhamn, båtbeslag, 33 st.
Tjörn | Ett företag på Tjörn.
Öckerö | Bryggeri på Hönö.
Öckerö | En båtbyggare på Öckerö.
Lilla Edet | Pappersbruket i Lilla Edet.
Lilla Edet | Verkstad i Lödöse med 120 anställda.
Partille | De har kontor och labb i Sävedalen.
Alingsås | Lakritsbolag i Alingsås.
Alingsås | Vi kommer från Sollebrunn.
Kungsbacka | Kungsbackaföretag söker check.
Kungsbacka | Bolaget är registrerat i Onsala.
Varberg | A brewery in Varberg.
Varberg | Verkstad i Veddige.
Bollebygd | Städvagnar från Olsfors, nio anställda.
Herrljunga | Företag i Herrljunga med 40 anställda.
Herrljunga | Vi finns i Ljung och gör stolar.
Svenljunga | Garveriet i Svenljunga.
Svenljunga | Ftg i Hillared, plastdetaljer.
Vårgårda | Vargardabolag, nej, Vårgårdabolag heter det.
Vårgårda | A tent maker in Vårgårda.
Uddevalla | Uddevallabolag, 12 programmerare.
Uddevalla | Firman har flyttat till Ljungskile.
Vänersborg | Smältverket i Vargön.
Vänersborg | Bolag i Brålanda söker lån.
Åmål | Destilleri i Fengersfors.
Åmål | Åmålsföretaget Nordkant.
Bengtsfors | Vi är sex arkitekter i en skola i Dals Långed.
Mellerud | Bolag i Åsensbruk.
Färgelanda | Verkstad i Högsäter.
Munkedal | Fiskodling i Dingle.
Lysekil | Konservfabriken ligger i Lysekil.
Lysekil | A boatbuilder in Grundsund.
Sotenäs | Salteri i Kungshamn.
Sotenäs | Räkor från Smögen, vi är nio anställda.
Tanum | Ostron i Grebbestad.
Tanum | Företaget ligger i Fjällbacka.
Strömstad | Vi har verkstad i Skee.
Orust | Båtvarv i Henån.
Orust | Ett företag på Orust.
Skara | Charkföretag i Skara.
Skara | Bolag i Axvall, portar.
Falköping | Svarvverkstad i Floby.
Falköping | Företaget ligger i Kinnarp.
Götene | Mejeriet i Götene.
Götene | Bolag i Källby, ostpressar.
Mariestad | Kylmöbler från Mariestad, bolaget har 200 anställda.
Mariestad | Båtbeslag, Sjötorp, åtta pers.
Töreboda | Limträfabriken i Töreboda.
Töreboda | Moholm, broar i trä.
Gullspång | Senapstillverkare i Hova.
Karlsborg | Sylt från Undenäs, nio anställda.
Tidaholm | Tidaholms Snickeri AB behöver hjälp.
Tidaholm | Leksaker i trä, Tidaholm, tre systrar.
Grästorp | Snickaren i Grästorp.
Essunga | Mjölkkylar, Nossebro, 30 pers.
Essunga | Ort: Essunga
"""

BOTH = """
Ulricehamn | Kunden finns i Borås men vi sitter i Ulricehamn.
Vara | Jag sitter i Göteborg men företaget ligger i Vara.
Svenljunga | Vi på Almi i Borås har träffat ett bolag i Svenljunga.
Mark | Fabriken ligger i Skene, huvudkontoret i Stockholm.
Herrljunga | Vi flyttade från Alingsås till Herrljunga förra året.
Lidköping | Bolaget hette förr Skara Plåt och låg i Skara, men finns nu i Lidköping.
Tibro | Möbelföretaget i Tibro ställer ut på mässan i Stockholm.
Trollhättan | De levererar till en fabrik i Skövde men har sin verkstad i Trollhättan.
Mariestad | Vår kund i Göteborg skickade oss hit. Bolaget är från Mariestad.
Falköping | Konkurrenten i Jönköping har redan börjat. Vi är i Falköping.
Öckerö | Varvet på Hönö har en agent i Malmö.
Kungälv | Containern står i Göteborgs hamn. Vi är ett rökeri i Kungälv.
Essunga | Nossebro-ftg, lådan står på Landvetter.
Borås | Väveriet i Borås har en ny kund i Umeå.
Götene | Vi gör ost i Götene. Banken i Lidköping sa nej.
Mölndal | Spin-off from Sahlgrenska, three PhDs, office in Mölndal.
Vara | Gluten free porridge from Vara.
Dals-Ed | Kund: Ed, 14 anst, vattenpumpar.
Bengtsfors | Har en kund, Bengtsfors, som gör slip till golv, 20 pers.
Grästorp | Kunden i Grästorp, 5 anst, vill gå kurs.
Uddevalla | Uddevalla, 38 pers. Kunden i Göteborg vill ha ny design.
Skövde | En firma i Skövde, köpt av ett bolag i Stockholm.
Ulricehamn | Åkeri i Borås? Nej, ett åkeri i Ulricehamn.
Uddevalla | Hej, jag jobbar på Fyrbodal i Trollhättan och mötte en firma från Uddevalla.
"""

OUTSIDE = """
outside | Företag i Örebro undrar om export.
outside | Vi är ett verkstadsföretag i Gislaved.
outside | A medtech company in Lund wants to sell to France.
outside | Karlstad, chokladtillverkare, 6 pers.
outside | Bolag i Halmstad söker exportlån.
outside | Stockholmsbolag med 95 anställda.
outside | Bryggeri i Jönköping vill till Tyskland.
outside | Ort: Linköping
outside | Företaget har säte i Växjö och all verksamhet där.
outside | Firman ligger i Värnamo.
outside | Ett skånskt? Nej, bolaget sitter i Malmö.
outside | vi är ett litet företag från umeå
outside | Kalmar Hydraulik AB finns i Kalmar. Vår enda kund här är i Uddevalla.
outside | Möbelbolag i Nässjö vill testa en stol hos RISE i Borås.
outside | En firma i Falkenberg ringde.
outside | Our company is based in Uppsala.
"""

NONE = """
 | Det ska vara enkelt att exportera.
 | Kan vi vara med på resan?
 | De säljer ale och lager till Danmark.
 | Ed called about the invoice.
 | Vi har markerat i planen var muren ska stå.
 | De hade mässa i Skövde förra veckan.
 | Vi har en kund i Borås.
 | Leveransen går från Göteborgs hamn i morgon.
 | Mötet är i Lidköping på torsdag.
 | Köparen i Uddevalla har inte betalat.
 | Vi handlar bara med norska kunder.
 | En skara människor stod utanför.
 | Jag sitter i Göteborg och hjälper gärna till.
 | Ett företag vill ha hjälp med export till Tyskland.
 | Hur fungerar ATA-carnet?
 | Mark Johnson from London wants to buy pumps.
 | Åsa Nilsson ringde igår.
 | Kunden är Stockholms stad.
 | Konkurrenten finns i Gnosjö.
 | Seminariet på Chalmers i Göteborg var bra.
 | Vår leverantör i Malmö har slutat svara.
 | Vi åker till Stockholm i morgon.
Vänersborg | Export boost i Vänersborg, kan man anmäla sig fortfarande?
"""


@pytest.mark.parametrize(("place", "sentence"), rows(OWN + BOTH + OUTSIDE + NONE))
def test_the_company_is_where_it_is(place, sentence):
    assert one(sentence, "municipality") == place


def test_the_signature_tells_where_the_letter_does_not():
    letter = "Hej, vi undrar om tull till Norge.\n\nHälsningar\n{}"
    assert (
        one(letter.format("Kjell Fossum\nFossums Spiral, Högsäter"), "municipality") == "Färgelanda"
    )
    assert one(letter.format("Anna Ek\nRådgivare, Almi\nBorås"), "municipality") == ""
