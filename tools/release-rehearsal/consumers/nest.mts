import 'reflect-metadata';
import { taxjar, type TaxjarOptions } from '@axios-keyring/taxjar';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { firstValueFrom } from 'rxjs';

const options: TaxjarOptions = { apiToken: process.env.TAXJAR_API_TOKEN };

@Injectable()
class Taxes {
  constructor(private readonly http: HttpService) {
    http.axiosRef.interceptors.request.use(taxjar(options));
  }

  async askForCategories(): Promise<number> {
    const { status } = await firstValueFrom(this.http.get('/categories'));
    return status;
  }
}

@Module({
  imports: [HttpModule.register({ baseURL: `${process.env.TAXJAR_BASE_URL ?? ''}/v2` })],
  providers: [Taxes],
})
class Application {}

const context = await NestFactory.createApplicationContext(Application, { logger: ['error'] });
console.log(await context.get(Taxes).askForCategories());
await context.close();
